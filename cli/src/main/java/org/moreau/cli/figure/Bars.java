package org.moreau.cli.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.moreau.cli.figure.BarChart.Bar;

/** The bars on the axes of a chart; bar i stands between i and i + 1 on the horizontal axis. */
final class Bars implements Sheet.Painter {
  private static final double BAR_WIDTH = 0.34;
  private static final int NAMES_HEIGHT = 48;
  private static final int LINE_HEIGHT = 19;

  private final List<Bar> bars;
  private final double start;
  private final DecimalFormat number;
  private final XYChart chart;

  Bars(List<Bar> bars, String axisTitle) {
    this.bars = bars;
    double low = values(-1).min().orElseThrow();
    double high = values(1).max().orElseThrow();
    double span = Math.max(high - low, Math.max(Math.abs(high), 1) * 2e-2);
    double tick = Ticks.step(span / 4);
    this.start = low < 0 ? low - span / 2 : Math.max(0, tick * Math.floor((low - span / 2) / tick));
    int decimals = (int) Math.max(1, Math.ceil(-Math.log10(span)) + 1);
    DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
    this.number = new DecimalFormat("0." + "0".repeat(decimals), symbols);
    String note = ", axis from " + new DecimalFormat("0.######", symbols).format(start);
    this.chart = new XYChartBuilder().yAxisTitle(axisTitle + (start == 0 ? "" : note)).build();
    XYStyler styler = chart.getStyler();
    Sheet.style(styler);
    styler.setYAxisLeftWidthHint(Sheet.LEFT);
    styler.setPlotContentSize(1);
    styler.setXAxisTicksVisible(false);
    styler.setXAxisMin(0.0);
    styler.setXAxisMax((double) bars.size());
    styler.setYAxisMin(start);
    styler.setYAxisMax(high + 0.1 * (high - start));
    styler.setYAxisTickMarkSpacingHint(70);
    // The chart needs data to have axes; these are not seen.
    double[] ends = {start, high};
    chart
        .addSeries("axes", new double[] {0, bars.size()}, ends)
        .setMarker(SeriesMarkers.NONE)
        .setLineStyle(SeriesLines.NONE);
  }

  /** The words at the vertical axis; they say where it begins, unless that is 0. */
  String axisTitle() {
    return chart.getYAxisTitle();
  }

  @Override
  public void paint(Graphics2D graphics, int width, int height) {
    chart.paint(graphics, width, height - NAMES_HEIGHT);
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      Double published = bar.published();
      double left = i + 0.5 - (published == null ? BAR_WIDTH / 2 : BAR_WIDTH);
      paintBar(graphics, left, bar.mean(), bar.deviation(), Palette.method(0));
      if (published != null) {
        paintBar(graphics, i + 0.5, published, 0, Palette.PUBLISHED);
      }
      int slot = (int) (chart.getScreenXFromChart(i + 1) - chart.getScreenXFromChart(i));
      paintName(graphics, bar.name(), slot, (int) chart.getScreenXFromChart(i + 0.5));
    }
    graphics.setColor(Palette.QUIET);
    graphics.setStroke(new BasicStroke(1));
    double base = chart.getScreenYFromChart(start);
    graphics.draw(
        new Line2D.Double(
            chart.getScreenXFromChart(0), base, chart.getScreenXFromChart(bars.size()), base));
  }

  private void paintBar(
      Graphics2D graphics, double left, double value, double deviation, Color colour) {
    double x = chart.getScreenXFromChart(left);
    double width = chart.getScreenXFromChart(left + BAR_WIDTH) - x;
    double base = chart.getScreenYFromChart(start);
    double top = chart.getScreenYFromChart(value);
    graphics.setColor(colour);
    graphics.fill(new Rectangle2D.Double(x + 1, top, width - 2, base - top));
    double middle = x + width / 2;
    double upper = chart.getScreenYFromChart(value + deviation);
    double lower = chart.getScreenYFromChart(value - deviation);
    if (deviation > 0) {
      graphics.setColor(Palette.INK);
      graphics.setStroke(new BasicStroke(1.6f));
      graphics.draw(new Line2D.Double(middle, upper, middle, lower));
      graphics.draw(new Line2D.Double(middle - 6, upper, middle + 6, upper));
      graphics.draw(new Line2D.Double(middle - 6, lower, middle + 6, lower));
    }
    paintValue(graphics, number.format(value), (int) middle, (int) upper - 7);
  }

  private static void paintValue(Graphics2D graphics, String text, int middle, int base) {
    Font font = Sheet.font(Font.PLAIN, 14);
    int width = graphics.getFontMetrics(font).stringWidth(text) + 4;
    graphics.setColor(Color.WHITE); // no grid line through the digits
    graphics.fillRect(middle - width / 2, base - 13, width, 15);
    Sheet.paintCentred(graphics, text, font, middle, base);
  }

  private void paintName(Graphics2D graphics, String name, int slot, int middle) {
    Font font = Sheet.font(Font.PLAIN, 15);
    List<String> lines = new ArrayList<>();
    for (String word : name.split(" ", -1)) {
      String longer = lines.isEmpty() ? word : lines.get(lines.size() - 1) + " " + word;
      if (!lines.isEmpty() && graphics.getFontMetrics(font).stringWidth(longer) <= slot - 8) {
        lines.set(lines.size() - 1, longer);
      } else {
        lines.add(word);
      }
    }
    int base = (int) chart.getScreenYFromChart(start) + 22;
    for (int i = 0; i < lines.size(); i++) {
      Sheet.paintCentred(graphics, lines.get(i), font, middle, base + i * LINE_HEIGHT);
    }
  }

  private DoubleStream values(int side) {
    return bars.stream()
        .flatMap(bar -> Stream.of(bar.mean() + side * bar.deviation(), bar.published()))
        .filter(Objects::nonNull)
        .mapToDouble(v -> v);
  }
}
