package org.moreau.cli.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.moreau.cli.figure.LearningCurves.Curve;
import org.moreau.cli.figure.LearningCurves.Horizontal;
import org.moreau.cli.figure.LearningCurves.Scale;

/**
 * Curves on the axes of a chart, above a horizontal axis with round ticks. The chart itself sees
 * logarithms of the places where that axis is logarithmic.
 */
final class CurvePainter implements Sheet.Painter {
  private static final int AXIS_HEIGHT = 48;
  private static final int MOST_TICKS = 8;
  private static final double ROOM = 0.05; // between the curves and the ends of an axis
  private static final int FEW = 10; // points that are drawn as such
  private static final int CROSS = 5; // from its middle to its ends

  private static final Color CLEAR = new Color(0, 0, 0, 0);
  private static final int FAINT = 36; // of 255: bands lie above each other

  /** Bounds at the places of a curve; NaN where it has a gap. */
  private record Band(double[] places, double[] below, double[] above, int method) {}

  private record Cross(double place, int method, int above) {}

  private final Scale scale;
  private final Horizontal horizontal;
  private final XYChart chart;
  private final List<Band> bands = new ArrayList<>();
  private final List<Cross> crosses = new ArrayList<>();
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;
  private double first = Double.POSITIVE_INFINITY;
  private double last = Double.NEGATIVE_INFINITY;

  CurvePainter(String axisTitle, Scale scale, Horizontal horizontal) {
    this.scale = scale;
    this.horizontal = horizontal;
    this.chart = new XYChartBuilder().yAxisTitle(axisTitle).build();
    XYStyler styler = chart.getStyler();
    Sheet.style(styler);
    styler.setYAxisLeftWidthHint(Sheet.LEFT);
    styler.setYAxisLogarithmic(scale == Scale.LOGARITHMIC);
    styler.setYAxisTickMarkSpacingHint(48);
    styler.setPlotContentSize(1);
    styler.setXAxisTicksVisible(false);
  }

  /** Adds a curve, unless nothing of it can be drawn. */
  void add(Curve curve, int method) {
    double[] places = curve.places().stream().mapToDouble(this::place).toArray();
    double[] values = new double[places.length];
    double[] below = new double[places.length];
    double[] above = new double[places.length];
    int drawn = 0;
    for (int i = 0; i < places.length; i++) {
      double value = curve.values().get(i);
      boolean drawable = Double.isFinite(value) && (scale == Scale.LINEAR || value > 0);
      values[i] = drawable ? value : Double.NaN;
      double deviation = curve.deviations().isEmpty() ? 0 : curve.deviations().get(i);
      below[i] = values[i] - deviation;
      above[i] = values[i] + deviation;
      if (drawable) {
        low = Math.min(low, scale == Scale.LINEAR || below[i] > 0 ? below[i] : value);
        high = Math.max(high, above[i]);
        cover(places[i]);
        drawn++;
      }
    }
    for (double diverged : curve.diverged()) {
      double place = place(diverged);
      long others = crosses.stream().filter(cross -> cross.place == place).count();
      crosses.add(new Cross(place, method, (int) others));
      cover(place);
    }
    if (!curve.deviations().isEmpty()) {
      bands.add(new Band(places, below, above, method));
    }
    if (drawn > 0) {
      Color colour = Palette.method(method);
      XYSeries series = chart.addSeries(curve.name(), places, values);
      series.setLineColor(colour);
      series.setLineStyle(Palette.line(method));
      series.setMarkerColor(colour);
      boolean few = drawn <= FEW || horizontal.scale() == Scale.LOGARITHMIC;
      series.setMarker(few ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    }
  }

  private double place(double x) {
    return horizontal.scale() == Scale.LOGARITHMIC ? Math.log10(x) : x;
  }

  private void cover(double place) {
    first = Math.min(first, place);
    last = Math.max(last, place);
  }

  /** Makes the vertical axis long enough for what {@code other} shows too. */
  void coverRangeOf(CurvePainter other) {
    low = Math.min(low, other.low);
    high = Math.max(high, other.high);
  }

  boolean isEmpty() {
    return first > last;
  }

  @Override
  public void paint(Graphics2D graphics, int width, int height) {
    if (low > high) { // crosses alone
      low = 0.1;
      high = 1;
    }
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
    boolean decades = horizontal.scale() == Scale.LOGARITHMIC;
    double linearLeft = first > 0 ? 0 : -0.02 * last; // room for a marker at 0
    double left = decades ? Math.floor(first) - ROOM : linearLeft;
    double end = last > 0 ? 1.02 * last : 1; // room for a marker at the end
    double right = decades ? Math.ceil(last) + ROOM : end;
    styler.setXAxisMin(left);
    styler.setXAxisMax(right);
    // The chart needs data to have axes; these are not seen.
    chart
        .addSeries("axes", new double[] {left, right}, new double[] {low, high})
        .setMarker(SeriesMarkers.NONE)
        .setLineStyle(SeriesLines.NONE);
    chart.paint(graphics, width, height - AXIS_HEIGHT);
    paintAxis(graphics, left, right, chart.getScreenYFromChart(bottom));
    double top = chart.getScreenYFromChart(styler.getYAxisMax());
    if (!bands.isEmpty()) {
      bands.forEach(band -> paintBand(graphics, band, bottom));
      paintCurvesAgain(graphics, width, height, top);
    }
    for (Cross cross : crosses) {
      double y = top + CROSS + 1 + 3 * CROSS * cross.above;
      Color colour = Palette.method(cross.method);
      paintCross(graphics, chart.getScreenXFromChart(cross.place), y, colour);
    }
  }

  /** Above the bands, which would tint them. */
  private void paintCurvesAgain(Graphics2D graphics, int width, int height, double top) {
    XYStyler styler = chart.getStyler();
    styler.setChartBackgroundColor(CLEAR);
    styler.setPlotBackgroundColor(CLEAR);
    styler.setPlotGridLinesVisible(false);
    double left = chart.getScreenXFromChart(styler.getXAxisMin());
    double right = chart.getScreenXFromChart(styler.getXAxisMax());
    double base = chart.getScreenYFromChart(styler.getYAxisMin());
    Graphics2D within = (Graphics2D) graphics.create();
    within.clip(new Rectangle2D.Double(left, top, right - left, base - top));
    chart.paint(within, width, height - AXIS_HEIGHT);
    within.dispose();
  }

  private void paintBand(Graphics2D graphics, Band band, double bottom) {
    Color colour = Palette.method(band.method);
    graphics.setColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), FAINT));
    for (int i = 1; i < band.places.length; i++) {
      double left = chart.getScreenXFromChart(band.places[i - 1]);
      double right = chart.getScreenXFromChart(band.places[i]);
      Path2D piece = new Path2D.Double();
      piece.moveTo(left, chart.getScreenYFromChart(Math.max(bottom, band.below[i - 1])));
      piece.lineTo(right, chart.getScreenYFromChart(Math.max(bottom, band.below[i])));
      piece.lineTo(right, chart.getScreenYFromChart(band.above[i]));
      piece.lineTo(left, chart.getScreenYFromChart(band.above[i - 1]));
      piece.closePath();
      if (Double.isFinite(piece.getBounds2D().getHeight())) { // not beside a gap
        graphics.fill(piece);
      }
    }
  }

  static void paintCross(Graphics2D graphics, double x, double y, Color colour) {
    graphics.setColor(colour);
    graphics.setStroke(new BasicStroke(2.4f));
    graphics.draw(new Line2D.Double(x - CROSS, y - CROSS, x + CROSS, y + CROSS));
    graphics.draw(new Line2D.Double(x - CROSS, y + CROSS, x + CROSS, y - CROSS));
  }

  private void paintAxis(Graphics2D graphics, double left, double right, double base) {
    double start = chart.getScreenXFromChart(left);
    double end = chart.getScreenXFromChart(right);
    graphics.setStroke(new BasicStroke(1));
    graphics.setColor(Palette.QUIET);
    graphics.draw(new Line2D.Double(start, base, end, base));
    boolean decades = horizontal.scale() == Scale.LOGARITHMIC;
    double step = Ticks.step((right - left) / MOST_TICKS);
    step = decades || horizontal.whole() ? Math.max(1, step) : step;
    DecimalFormat number =
        new DecimalFormat("0.######", DecimalFormatSymbols.getInstance(Locale.ROOT));
    for (long i = (long) Math.ceil(left / step); i * step <= right; i++) {
      double tick = i * step;
      double x = chart.getScreenXFromChart(tick);
      graphics.setColor(Palette.QUIET);
      graphics.draw(new Line2D.Double(x, base, x, base + 4));
      String text = number.format(decades ? Math.pow(10, tick) : tick);
      Sheet.paintCentred(graphics, text, Sheet.font(Font.PLAIN, 14), (int) x, (int) base + 20);
    }
    Sheet.paintCentred(
        graphics,
        horizontal.title(),
        Sheet.font(Font.PLAIN, 15),
        (int) (start + end) / 2,
        (int) base + 43);
  }
}
