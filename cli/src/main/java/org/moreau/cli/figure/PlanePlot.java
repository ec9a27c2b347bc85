package org.moreau.cli.figure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Points, fields and regions of the plane with axes, a panel for each view. */
public final class PlanePlot {
  private PlanePlot() {}

  /** What a panel is drawn of, the first at the bottom. */
  public sealed interface Layer permits Contours, Regions, Lines, Window, Zeros, Dots, Marks {}

  /**
   * A field in bands of one colour between ascending levels, with a key beside the panel.
   *
   * @param quantity what the field is, for the key
   */
  public record Contours(Field field, List<Double> levels, String quantity) implements Layer {
    public Contours {
      levels = List.copyOf(levels);
      for (int i = 0; i < levels.size(); i++) {
        if (levels.size() < 2 || (i > 0 && !(levels.get(i) > levels.get(i - 1)))) {
          throw new IllegalArgumentException("levels must be ascending, at least 2, got " + levels);
        }
      }
    }
  }

  /** Where a field is negative, in the pale colour of class 0, and elsewhere of class 1. */
  public record Regions(Field field) implements Layer {}

  /** Thin lines on which a field has one of the levels. */
  public record Lines(Field field, List<Double> levels) implements Layer {
    public Lines {
      levels = List.copyOf(levels);
    }
  }

  /** Points of classes from 0. */
  @SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
  public record Dots(double[][] positions, int[] labels) implements Layer {
    public Dots {
      check(positions, labels);
    }
  }

  /** Points of classes from 0, large, as stars. */
  @SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
  public record Marks(double[][] positions, int[] labels) implements Layer {
    public Marks {
      check(positions, labels);
    }
  }

  /** Makes the frame end where {@code field} ends. */
  public record Window(Field field) implements Layer {}

  /** The lines on which one coordinate is 0. */
  public record Zeros() implements Layer {}

  /** What an axis says; empty for one without a name. */
  public record Axes(String horizontal, String vertical, boolean sameScale) {}

  /** One view; its frame holds all dots, marks and fields. */
  public record Panel(String title, Axes axes, List<Layer> layers) {
    public Panel {
      layers = List.copyOf(layers);
      if (layers.stream().allMatch(layer -> layer instanceof Zeros)) {
        throw new IllegalArgumentException("panel " + title + " must have points or a field");
      }
    }
  }

  /** The names of classes and of the stars; empty where there are no stars. */
  public record Legend(List<String> classes, String marks) {}

  /** Draws {@code panels} side by side into a PNG file. */
  public static void write(Path path, String title, List<Panel> panels, Legend legend)
      throws IOException {
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("a plane plot must have at least 1 panel, got 0");
    }
    Sheet.headless();
    List<Sheet.Key> keys = new ArrayList<>();
    IntStream.range(0, legend.classes.size())
        .forEach(i -> keys.add(new Sheet.Key(legend.classes.get(i), Samples.dot(i))));
    if (!legend.marks.isEmpty()) {
      keys.add(new Sheet.Key(legend.marks, Samples.star()));
    }
    // One width for all, so that panels beside one with a key are as large as it.
    int right = panels.stream().mapToInt(PlanePainter::right).max().orElse(0);
    List<Sheet.Panel> drawn =
        panels.stream()
            .map(
                p -> new Sheet.Panel(p.title, PlanePainter.LEFT, right, new PlanePainter(p, right)))
            .toList();
    int height = panels.stream().mapToInt(p -> PlanePainter.height(p, right)).max().orElse(0);
    height = height > 0 ? height : PlanePainter.HEIGHT;
    Sheet.Grid grid = new Sheet.Grid(panels.size(), PlanePainter.WIDTH, height);
    new Sheet(title, drawn, keys, grid).write(path);
  }

  private static void check(double[][] positions, int[] labels) {
    boolean plane =
        Arrays.stream(positions)
            .allMatch(p -> p.length == 2 && Double.isFinite(p[0]) && Double.isFinite(p[1]));
    if (positions.length == 0 || positions.length != labels.length || !plane) {
      throw new IllegalArgumentException(
          "points must be pairs of finite numbers with a label each, got "
              + positions.length
              + " and "
              + labels.length
              + " labels");
    }
  }
}
