package org.moreau.layer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.NativeLibraries;
import org.moreau.engine.TensorScope;

/** A linear map of one's own as a layer whose parameters are learnt. */
public final class LinearMapLayer extends Module implements LinearLayer {
  private final LinearMap map;
  private final Map<String, Tensor> parameters;
  private final Route route = new Route(this);

  /**
   * A layer that starts at a copy of {@code initial}.
   *
   * @param initial the parameters by name, in the order of the map
   */
  public LinearMapLayer(LinearMap map, Map<String, Tensor> initial) {
    super(loaded("LinearMapLayer"));
    if (initial.isEmpty()) {
      throw new IllegalArgumentException("initial must name at least one parameter, got none");
    }
    this.map = map;
    TensorScope.retain(this);
    parameters = NamedTensors.copy(initial);
    parameters.forEach(this::register_parameter);
  }

  private static String loaded(String name) {
    NativeLibraries.load(); // before the first native object, the module itself
    return name;
  }

  /** A(x) θ. */
  public Tensor forward(Tensor x) {
    return route.forward(x);
  }

  @Override
  public Tensor plainForward(Tensor x) {
    return map.forward(x, List.copyOf(parameters.values()));
  }

  @Override
  public LinearMap map() {
    return map;
  }

  @Override
  public Map<String, Tensor> linearParameters() {
    return new LinkedHashMap<>(parameters);
  }

  @Override
  public @Nullable GradientRule rule() {
    return route.rule();
  }

  @Override
  public void rule(@Nullable GradientRule rule) {
    route.rule(rule);
  }
}
