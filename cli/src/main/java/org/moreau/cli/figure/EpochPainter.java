package org.moreau.cli.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.moreau.cli.figure.LearningCurves.Scale;

/** Curves on the axes of a chart, above an axis of epochs with round ticks. */
final class EpochPainter implements Sheet.Painter {
  private static final int AXIS_HEIGHT = 48;
  private static final int MOST_TICKS = 8;
  private static final double ROOM = 0.05; // between the curves and the ends of the axis

  private final Scale scale;
  private final XYChart chart;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;
  private int lastEpoch = 1;

  EpochPainter(String axisTitle, Scale scale) {
    this.scale = scale;
    this.chart = new XYChartBuilder().yAxisTitle(axisTitle).build();
    XYStyler styler = chart.getStyler();
    Sheet.style(styler);
    styler.setYAxisLeftWidthHint(Sheet.LEFT);
    styler.setYAxisLogarithmic(scale == Scale.LOGARITHMIC);
    styler.setYAxisTickMarkSpacingHint(48);
    styler.setPlotContentSize(1);
    styler.setXAxisTicksVisible(false);
  }

  /** Adds a curve; a NaN leaves a gap, and one of nothing else is left out. */
  void add(String name, int firstEpoch, double[] values, int method) {
    double[] epochs = new double[values.length];
    int drawn = 0;
    for (int i = 0; i < values.length; i++) {
      epochs[i] = firstEpoch + i;
      if (!Double.isNaN(values[i])) {
        low = Math.min(low, values[i]);
        high = Math.max(high, values[i]);
        lastEpoch = Math.max(lastEpoch, firstEpoch + i);
        drawn++;
      }
    }
    if (drawn > 0) {
      Color colour = Palette.method(method);
      XYSeries series = chart.addSeries(name, epochs, values);
      series.setLineColor(colour);
      series.setLineStyle(Palette.line(method));
      series.setMarkerColor(colour);
      series.setMarker(drawn == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    }
  }

  boolean isEmpty() {
    return chart.getSeriesCollection().isEmpty();
  }

  @Override
  public void paint(Graphics2D graphics, int width, int height) {
    XYStyler styler = chart.getStyler();
    double bottom;
    if (scale == Scale.LOGARITHMIC) { // beyond whole decades, since only they are labelled
      bottom = 0.97 * Math.pow(10, Math.floor(Math.log10(low)));
      styler.setYAxisMax(1.03 * Math.pow(10, Math.ceil(Math.log10(high))));
    } else {
      double room = ROOM * (high > low ? high - low : Math.max(Math.abs(high), 1));
      bottom = low - room;
      styler.setYAxisMax(high + room);
    }
    styler.setYAxisMin(bottom);
    styler.setXAxisMin(0.0);
    styler.setXAxisMax(1.02 * lastEpoch); // room for a marker at the end
    chart.paint(graphics, width, height - AXIS_HEIGHT);
    paintAxis(graphics, chart.getScreenYFromChart(bottom));
  }

  private void paintAxis(Graphics2D graphics, double base) {
    double left = chart.getScreenXFromChart(0);
    double right = chart.getScreenXFromChart(1.02 * lastEpoch);
    graphics.setStroke(new BasicStroke(1));
    graphics.setColor(Palette.QUIET);
    graphics.draw(new Line2D.Double(left, base, right, base));
    int step = (int) Math.max(1, Ticks.step((double) lastEpoch / MOST_TICKS));
    for (int epoch = 0; epoch <= lastEpoch; epoch += step) {
      double x = chart.getScreenXFromChart(epoch);
      graphics.setColor(Palette.QUIET);
      graphics.draw(new Line2D.Double(x, base, x, base + 4));
      Sheet.paintCentred(
          graphics, Integer.toString(epoch), Sheet.font(Font.PLAIN, 14), (int) x, (int) base + 20);
    }
    Sheet.paintCentred(
        graphics, "Epoch", Sheet.font(Font.PLAIN, 15), (int) (left + right) / 2, (int) base + 43);
  }
}
