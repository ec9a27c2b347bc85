package org.moreau.cli.figure;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;

/** Points in the plane by class, a panel for each method, such as t-SNE of their features. */
public final class ScatterPlot {
  private static final Sheet.Grid GRID = new Sheet.Grid(2, 440, 468);
  private static final int MARKER_SIZE = 7;

  private ScatterPlot() {}

  /** Positions [n][2] and labels [n] from 0. */
  @SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
  public record Panel(String title, double[][] positions, int[] labels) {
    public Panel {
      if (positions.length == 0 || positions.length != labels.length) {
        throw new IllegalArgumentException(
            "panel "
                + title
                + " must have as many labels as points, and at least 1, got "
                + labels.length
                + " and "
                + positions.length);
      }
      for (int i = 0; i < positions.length; i++) {
        double[] position = positions[i];
        if (position.length != 2
            || !Double.isFinite(position[0])
            || !Double.isFinite(position[1])) {
          throw new IllegalArgumentException(
              "point " + i + " of panel " + title + " must be 2 finite numbers");
        }
      }
    }
  }

  /**
   * Draws {@code panels} in two columns into a PNG file; the axes of an embedding have no unit and
   * are left out.
   *
   * @throws IllegalArgumentException if there is no panel, or a label without a name
   */
  public static void write(Path path, String title, List<Panel> panels, List<String> classes)
      throws IOException {
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("a scatter plot must have at least 1 panel, got 0");
    }
    Sheet.headless();
    List<Sheet.Key> legend =
        IntStream.range(0, classes.size())
            .mapToObj(label -> new Sheet.Key(classes.get(label), Samples.marker(label)))
            .toList();
    List<Sheet.Panel> drawn =
        panels.stream().map(p -> new Sheet.Panel(p.title, 0, 0, chart(p, classes)::paint)).toList();
    new Sheet(title, drawn, legend, GRID).write(path);
  }

  private static XYChart chart(Panel panel, List<String> classes) {
    XYChart chart = new XYChartBuilder().build();
    XYStyler styler = chart.getStyler();
    Sheet.style(styler);
    styler.setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    styler.setMarkerSize(MARKER_SIZE);
    styler.setAxisTicksVisible(false);
    styler.setAxisTitlesVisible(false);
    styler.setPlotGridLinesVisible(false);
    styler.setPlotBorderVisible(true);
    styler.setPlotBorderColor(Palette.GRID);
    styler.setPlotContentSize(1);
    frame(styler, panel.positions);
    for (int label : panel.labels) {
      if (label < 0 || label >= classes.size()) {
        throw new IllegalArgumentException(
            "labels of panel "
                + panel.title
                + " must be in [0, "
                + (classes.size() - 1)
                + "], got "
                + label);
      }
    }
    for (int label = 0; label < classes.size(); label++) {
      List<Double> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      for (int i = 0; i < panel.labels.length; i++) {
        if (panel.labels[i] == label) {
          x.add(panel.positions[i][0]);
          y.add(panel.positions[i][1]);
        }
      }
      if (!x.isEmpty()) {
        Color colour = Palette.classColour(label);
        XYSeries series = chart.addSeries(classes.get(label), x, y);
        series.setMarker(Palette.shape(label));
        series.setMarkerColor(colour);
      }
    }
    return chart;
  }

  /** The same scale on both axes, so that distances can be compared in all directions. */
  private static void frame(XYStyler styler, double[][] positions) {
    double[] low = positions[0].clone();
    double[] high = positions[0].clone();
    for (double[] position : positions) {
      for (int axis = 0; axis < 2; axis++) {
        low[axis] = Math.min(low[axis], position[axis]);
        high[axis] = Math.max(high[axis], position[axis]);
      }
    }
    double half = 0.53 * Math.max(high[0] - low[0], high[1] - low[1]);
    double reach = half > 0 ? half : 1;
    styler.setXAxisMin((low[0] + high[0]) / 2 - reach);
    styler.setXAxisMax((low[0] + high[0]) / 2 + reach);
    styler.setYAxisMin((low[1] + high[1]) / 2 - reach);
    styler.setYAxisMax((low[1] + high[1]) / 2 + reach);
  }
}
