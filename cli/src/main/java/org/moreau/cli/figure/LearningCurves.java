package org.moreau.cli.figure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.moreau.evaluation.Sample;

/**
 * Quantities over the epochs, or over another number, a panel for each; a method has one colour in
 * all panels.
 */
public final class LearningCurves {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 400;

  private LearningCurves() {}

  /** The scale of the vertical axis. */
  public enum Scale {
    LINEAR,
    LOGARITHMIC
  }

  /**
   * What runs along the horizontal axis, with its unit.
   *
   * @param whole whether only whole numbers get a tick; else a logarithmic axis has whole decades
   */
  public record Horizontal(String title, Scale scale, boolean whole) {
    /** Epochs, counted from 1. */
    public static final Horizontal EPOCH = new Horizontal("Epoch", Scale.LINEAR, true);

    /** A quantity from 0 on, or on a logarithmic axis from its smallest value on. */
    public Horizontal(String title, Scale scale) {
      this(title, scale, false);
    }
  }

  /**
   * The values of one method, the one at {@code places[i]} of the horizontal axis being {@code
   * values[i]}. What cannot be drawn (NaN, infinity, or, on a logarithmic axis, 0 and less) leaves
   * a gap.
   *
   * @param deviations half the height of a band around the values; empty for none
   * @param diverged the places where the method had no finite value any more: a cross at the upper
   *     edge
   */
  public record Curve(
      String name,
      List<Double> places,
      List<Double> values,
      List<Double> deviations,
      List<Double> diverged) {
    public Curve {
      deviations = List.copyOf(deviations);
      places = List.copyOf(places);
      values = List.copyOf(values);
      diverged = List.copyOf(diverged);
      if (values.isEmpty() && diverged.isEmpty()) {
        throw new IllegalArgumentException("curve " + name + " must have at least 1 value, got 0");
      }
      if (places.size() != values.size()) {
        throw new IllegalArgumentException(
            "curve "
                + name
                + " must have as many places as values, got "
                + places.size()
                + " and "
                + values.size());
      }
      if (!deviations.isEmpty() && deviations.size() != values.size()) {
        throw new IllegalArgumentException(
            "curve "
                + name
                + " must have as many deviations as values, got "
                + deviations.size()
                + " and "
                + values.size());
      }
    }

    /** Values without a band. */
    public Curve(String name, List<Double> places, List<Double> values, List<Double> diverged) {
      this(name, places, values, List.of(), diverged);
    }

    /**
     * Means of several runs and, where there are two and more, a band of their standard deviation.
     *
     * @param samples the runs' values at each place; a gap where there are none, or one that is not
     *     finite
     */
    public static Curve ofMeans(String name, List<Double> places, List<List<Double>> samples) {
      List<Double> means = new ArrayList<>();
      List<Double> deviations = new ArrayList<>();
      for (List<Double> sample : samples) {
        boolean whole = !sample.isEmpty() && sample.stream().allMatch(Double::isFinite);
        means.add(whole ? new Sample(sample).mean() : Double.NaN);
        deviations.add(whole ? new Sample(sample).standardDeviation() : Double.NaN);
      }
      boolean several = samples.stream().anyMatch(sample -> sample.size() > 1);
      return new Curve(name, places, means, several ? deviations : List.of(), List.of());
    }

    /** The values of consecutive epochs, the first one at {@code firstEpoch}. */
    public Curve(String name, int firstEpoch, List<Double> values) {
      this(name, epochs(firstEpoch, values.size()), values, List.of());
    }

    private static List<Double> epochs(int first, int count) {
      return IntStream.range(first, first + count).mapToObj(epoch -> (double) epoch).toList();
    }
  }

  /** One quantity; its name and unit stand at the vertical axis. */
  public record Panel(
      String title, String axisTitle, Scale scale, Horizontal horizontal, List<Curve> curves) {
    public Panel {
      curves = List.copyOf(curves);
      if (curves.isEmpty()) {
        throw new IllegalArgumentException("panel " + title + " must have at least 1 curve, got 0");
      }
    }

    /** A quantity over the epochs. */
    public Panel(String title, String axisTitle, Scale scale, List<Curve> curves) {
      this(title, axisTitle, scale, Horizontal.EPOCH, curves);
    }
  }

  /**
   * Draws {@code panels} side by side, at most three in a row, into a PNG file.
   *
   * @throws IllegalArgumentException if there is no panel, or one without anything to draw
   */
  public static void write(Path path, String title, List<Panel> panels) throws IOException {
    write(path, title, panels, List.of());
  }

  /** The same; the methods of {@code known} have the same colours in all figures. */
  public static void write(Path path, String title, List<Panel> panels, List<String> known)
      throws IOException {
    write(path, title, panels, known, false);
  }

  /** The same, for panels of one quantity: the vertical axis of all has the same range. */
  public static void writeAlike(Path path, String title, List<Panel> panels, List<String> known)
      throws IOException {
    write(path, title, panels, known, true);
  }

  private static void write(
      Path path, String title, List<Panel> panels, List<String> known, boolean alike)
      throws IOException {
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("learning curves must have at least 1 panel, got 0");
    }
    Sheet.headless();
    Map<String, Integer> methods = new LinkedHashMap<>();
    int next = known.size();
    for (Panel panel : panels) {
      for (Curve curve : panel.curves) {
        if (!methods.containsKey(curve.name)) {
          int place = known.indexOf(curve.name);
          methods.put(curve.name, place >= 0 ? place : next++);
        }
      }
    }
    List<Sheet.Key> legend = new ArrayList<>();
    methods.forEach((name, index) -> legend.add(new Sheet.Key(name, Samples.line(index))));
    if (panels.stream().anyMatch(p -> p.curves.stream().anyMatch(c -> !c.diverged.isEmpty()))) {
      legend.add(new Sheet.Key("diverged", Samples.cross()));
    }
    List<CurvePainter> painters = panels.stream().map(p -> painter(p, methods)).toList();
    if (alike) {
      painters.forEach(painter -> painters.forEach(painter::coverRangeOf));
    }
    List<Sheet.Panel> drawn =
        IntStream.range(0, panels.size())
            .mapToObj(
                i -> new Sheet.Panel(panels.get(i).title, Sheet.LEFT, Sheet.RIGHT, painters.get(i)))
            .toList();
    int columns = panels.size() == 3 ? 3 : 2;
    new Sheet(title, drawn, legend, new Sheet.Grid(columns, WIDTH, HEIGHT)).write(path);
  }

  private static CurvePainter painter(Panel panel, Map<String, Integer> methods) {
    CurvePainter painter = new CurvePainter(panel.axisTitle, panel.scale, panel.horizontal);
    for (Curve curve : panel.curves) {
      painter.add(curve, methods.getOrDefault(curve.name, 0));
    }
    if (painter.isEmpty()) {
      throw new IllegalArgumentException(
          "panel " + panel.title + " must have a value that can be drawn, got none");
    }
    return painter;
  }
}
