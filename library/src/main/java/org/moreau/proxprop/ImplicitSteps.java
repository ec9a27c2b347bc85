package org.moreau.proxprop;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What {@link ProxProp} has made of a network, layer by layer. */
public final class ImplicitSteps {
  private final StepMode mode;
  private final Map<String, Directions> implicit;
  private final Map<String, String> kept;

  ImplicitSteps(StepMode mode, Map<String, Directions> implicit, Map<String, String> kept) {
    this.mode = mode;
    this.implicit = implicit;
    this.kept = kept;
  }

  /** The layers that take implicit steps, with what their last step took; empty before it. */
  public Map<String, Optional<StepReport>> layers() {
    Map<String, Optional<StepReport>> reports = new LinkedHashMap<>();
    implicit.forEach((name, directions) -> reports.put(name, directions.last()));
    return reports;
  }

  /** The layers that keep libtorch's gradient, with the reason. */
  public Map<String, String> gradientLayers() {
    return Collections.unmodifiableMap(kept);
  }

  /** A line per layer, which also tells a layer that got a gradient and no step. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    layers()
        .forEach(
            (name, report) -> {
              text.append(name).append(": ").append(mode).append(", ");
              text.append(
                  report
                      .map(r -> r.form() + " (" + r.rows() + " x " + r.columns() + ")")
                      .orElseGet(() -> noStep(name)));
              text.append('\n');
            });
    kept.forEach(
        (name, reason) ->
            text.append(name.isEmpty() ? "the network itself" : name)
                .append(": gradient, ")
                .append(reason)
                .append('\n'));
    return text.toString();
  }

  private String noStep(String name) {
    Directions directions = implicit.get(name);
    return directions != null && directions.hasGradient()
        ? "no step, but a gradient: the network must call what register_module returned"
        : "no step yet";
  }
}
