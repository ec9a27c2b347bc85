package org.moreau.representation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;
import org.moreau.model.ModelState;
import org.moreau.multiview.CorrelationLayer;
import org.moreau.multiview.TestMode;

/**
 * A network for several views in parts: encoders, the proximal layer that joins their codes, heads
 * and decoders. Parameters are named by part: {@code encoders.0.fc1.weight}.
 */
public abstract class MultiviewNetwork extends Network {
  private final Network encoders;
  private final @Nullable Network heads;
  private final @Nullable Network decoders;
  private final @Nullable CorrelationLayer join;

  /**
   * @param heads null where the views themselves are what is predicted: the decoders are the heads
   * @param decoders null where nothing is reconstructed
   * @param join null where codes pass as they are
   */
  protected MultiviewNetwork(
      String name,
      Network encoders,
      @Nullable Network heads,
      @Nullable Network decoders,
      @Nullable CorrelationLayer join) {
    super(name);
    this.encoders = register_module("encoders", encoders);
    this.heads = heads == null ? null : register_module("heads", heads);
    this.decoders = decoders == null ? null : register_module("decoders", decoders);
    this.join = join == null ? null : register_module("join", TensorScope.retain(join));
  }

  /** The parameters of these parts, and of the proximal layer if the encoders are among them. */
  public final Map<String, Tensor> parameters(Set<Part> parts) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    ModelState.of(this)
        .parameters()
        .forEach(
            (name, tensor) -> {
              if (has(parts, part(name))) {
                all.put(name, tensor);
              } else {
                tensor.close();
              }
            });
    return all;
  }

  private static Part part(String parameter) {
    if (parameter.startsWith("heads.")) {
      return Part.HEADS;
    }
    return parameter.startsWith("decoders.") ? Part.DECODERS : Part.ENCODERS;
  }

  private boolean has(Set<Part> parts, Part part) {
    return parts.contains(part)
        || (part == Part.DECODERS && heads == null && parts.contains(Part.HEADS));
  }

  /** Puts these parts into training mode, and all else into evaluation mode. */
  public final void trainOnly(Set<Part> parts) {
    encoders.train(parts.contains(Part.ENCODERS));
    if (heads != null) {
      heads.train(parts.contains(Part.HEADS));
    }
    if (decoders != null) {
      decoders.train(has(parts, Part.DECODERS));
    }
    if (join != null) {
      join.train(parts.contains(Part.ENCODERS));
    }
  }

  /** What the proximal layer does from now on outside of training. */
  public final void testMode(TestMode mode) {
    if (join != null) {
      join.train(mode == TestMode.BATCH);
    }
  }

  /** Tells the proximal layer, if any, the epoch, from 0 on. */
  public final void epoch(int epoch) {
    if (join != null) {
      join.epoch(epoch);
    }
  }

  /** The codes behind the proximal layer. */
  public final List<Tensor> joined(List<Tensor> codes) {
    return join == null ? codes : join.forward(codes);
  }

  /** The proximal layer; null where there is none. */
  public final @Nullable CorrelationLayer join() {
    return join;
  }
}
