package org.moreau.layer;

import java.util.IdentityHashMap;
import java.util.function.Function;
import org.bytedeco.pytorch.AutoGradMode;
import org.jspecify.annotations.Nullable;

/**
 * Rules for all linear layers of a network until it is closed, when those of before return.
 * Gradients are recorded meanwhile, as rules are for that.
 */
public final class TemporaryRules implements AutoCloseable {
  private final IdentityHashMap<LinearLayer, @Nullable GradientRule> before =
      new IdentityHashMap<>();
  private final AutoGradMode mode = new AutoGradMode(true);

  /** Gives each layer the rule that {@code ruleOf} has for its dotted name. */
  public TemporaryRules(Network network, Function<String, GradientRule> ruleOf) {
    network
        .linearLayers()
        .forEach(
            (name, layer) -> {
              before.put(layer, layer.rule());
              layer.rule(ruleOf.apply(name));
            });
  }

  @Override
  public void close() {
    before.forEach(LinearLayer::rule);
    mode.close();
  }
}
