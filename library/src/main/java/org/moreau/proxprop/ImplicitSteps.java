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

  /** A line per layer. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    layers()
        .forEach(
            (name, report) -> {
              text.append(name).append(": ").append(mode);
              report.ifPresent(
                  r ->
                      text.append(", ")
                          .append(r.form())
                          .append(" (")
                          .append(r.rows())
                          .append(" x ")
                          .append(r.columns())
                          .append(")"));
              text.append('\n');
            });
    kept.forEach(
        (name, reason) -> text.append(name).append(": gradient, ").append(reason).append('\n'));
    return text.toString();
  }
}
