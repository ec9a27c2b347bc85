package org.moreau.cli.figure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Check;

/** A table of results as bars: ours with the standard deviation, and the published number. */
public final class BarChart {
  private static final int WIDTH = 920;
  private static final int HEIGHT = 470;

  private BarChart() {}

  /** The result of one method; {@code published} is null where no paper has the method. */
  public record Bar(String name, double mean, double deviation, @Nullable Double published) {
    public Bar {
      Check.nonNegative("deviation of " + name, deviation);
      if (!Double.isFinite(mean) || (published != null && !Double.isFinite(published))) {
        throw new IllegalArgumentException(
            "the values of " + name + " must be finite, got " + mean + " and " + published);
      }
    }
  }

  /** The words around the bars; {@code axisTitle} names the quantity and its unit. */
  public record Labels(String title, String axisTitle, String ours, String published) {}

  /** Bars that belong together, below a heading. */
  public record Panel(String heading, List<Bar> bars) {
    public Panel {
      bars = List.copyOf(bars);
      if (bars.isEmpty()) {
        throw new IllegalArgumentException("a bar chart must have at least 1 bar, got 0");
      }
    }
  }

  /**
   * Draws {@code bars} into a PNG file. The vertical axis begins below the smallest value, and says
   * so where that is not 0.
   *
   * @throws IllegalArgumentException if there is no bar
   */
  public static void write(Path path, Labels labels, List<Bar> bars) throws IOException {
    writePanels(path, labels, List.of(new Panel("", bars)));
  }

  /** The same for several panels, two beside each other, each with an axis of its own. */
  public static void writePanels(Path path, Labels labels, List<Panel> panels) throws IOException {
    Sheet.headless();
    boolean compared =
        panels.stream()
            .flatMap(panel -> panel.bars.stream())
            .anyMatch(bar -> bar.published != null);
    List<Sheet.Key> legend = new ArrayList<>();
    legend.add(new Sheet.Key(labels.ours, Samples.bar(Palette.method(0))));
    if (compared) {
      legend.add(new Sheet.Key(labels.published, Samples.bar(Palette.PUBLISHED)));
    }
    List<Sheet.Panel> drawings =
        panels.stream()
            .map(
                panel ->
                    new Sheet.Panel(panel.heading, 0, 0, new Bars(panel.bars, labels.axisTitle)))
            .toList();
    int columns = Math.min(panels.size(), 2);
    new Sheet(labels.title, drawings, legend, new Sheet.Grid(columns, WIDTH, HEIGHT)).write(path);
  }
}
