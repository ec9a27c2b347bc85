package org.moreau.cli.figure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Quantities over the epochs, a panel for each; a method has one colour in all panels. */
public final class LearningCurves {
  private static final Sheet.Grid GRID = new Sheet.Grid(2, 560, 400);

  private LearningCurves() {}

  /** The scale of the vertical axis. */
  public enum Scale {
    LINEAR,
    LOGARITHMIC
  }

  /**
   * The values of one method, the first one at {@code firstEpoch}. What cannot be drawn (NaN,
   * infinity, or, on a logarithmic axis, 0 and less) leaves a gap.
   */
  public record Curve(String name, int firstEpoch, List<Double> values) {
    public Curve {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("curve " + name + " must have at least 1 value, got 0");
      }
    }
  }

  /** One quantity; its name and unit stand at the vertical axis. */
  public record Panel(String title, String axisTitle, Scale scale, List<Curve> curves) {
    public Panel {
      curves = List.copyOf(curves);
      if (curves.isEmpty()) {
        throw new IllegalArgumentException("panel " + title + " must have at least 1 curve, got 0");
      }
    }
  }

  /**
   * Draws {@code panels} side by side into a PNG file.
   *
   * @throws IllegalArgumentException if there is no panel, or one without anything to draw
   */
  public static void write(Path path, String title, List<Panel> panels) throws IOException {
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("learning curves must have at least 1 panel, got 0");
    }
    Sheet.headless();
    Map<String, Integer> methods = new LinkedHashMap<>();
    for (Panel panel : panels) {
      panel.curves.forEach(curve -> methods.putIfAbsent(curve.name, methods.size()));
    }
    List<Sheet.Key> legend = new ArrayList<>();
    methods.forEach((name, index) -> legend.add(new Sheet.Key(name, Samples.line(index))));
    List<Sheet.Panel> drawn =
        panels.stream()
            .map(p -> new Sheet.Panel(p.title, Sheet.LEFT, painter(p, methods)))
            .toList();
    new Sheet(title, drawn, legend, GRID).write(path);
  }

  private static EpochPainter painter(Panel panel, Map<String, Integer> methods) {
    EpochPainter painter = new EpochPainter(panel.axisTitle, panel.scale);
    for (Curve curve : panel.curves) {
      painter.add(
          curve.name,
          curve.firstEpoch,
          drawable(curve, panel.scale),
          methods.getOrDefault(curve.name, 0));
    }
    if (painter.isEmpty()) {
      throw new IllegalArgumentException(
          "panel " + panel.title + " must have a value that can be drawn, got none");
    }
    return painter;
  }

  private static double[] drawable(Curve curve, Scale scale) {
    return curve.values.stream()
        .mapToDouble(v -> v)
        .map(v -> Double.isFinite(v) && (scale == Scale.LINEAR || v > 0) ? v : Double.NaN)
        .toArray();
  }
}
