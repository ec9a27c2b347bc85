package org.moreau.cli.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.style.AxesChartStyler;
import org.moreau.engine.AtomicFile;

/**
 * A title, panels in a grid, and one legend below for all of them; drawn at twice its size, for
 * sharp screens and for print.
 */
final class Sheet {
  static final int SCALE = 2;

  /** The width of what is left of a vertical axis. */
  static final int LEFT = 88;

  /** The width of what is right of a chart's plot. */
  static final int RIGHT = 8;

  private static final int MARGIN = 22;
  private static final int TITLE_HEIGHT = 44;
  private static final int TITLE_LINE = 25;
  private static final int TITLE_SIZE = 19;
  private static final int HEADING_HEIGHT = 28;
  private static final int LEGEND_ROW = 30;
  private static final int SAMPLE = 34;
  private static final int GAP = 26;

  /** Draws a sample of {@link #SAMPLE} width whose middle is at (x, y). */
  @FunctionalInterface
  interface Sample {
    void paint(Graphics2D graphics, int x, int y);
  }

  /** An entry of the legend. */
  record Key(String name, Sample sample) {}

  /** Draws a panel into the given size. */
  @FunctionalInterface
  interface Painter {
    void paint(Graphics2D graphics, int width, int height);
  }

  /**
   * A panel; its heading, if not empty, is centred on its plot, which begins {@code left} from the
   * panel's left end and ends {@code right} before its right one.
   */
  record Panel(String heading, int left, int right, Painter painter) {}

  /** How the panels are laid out, in pixels before scaling. */
  record Grid(int columns, int panelWidth, int panelHeight) {}

  private final String title;
  private final List<Panel> panels;
  private final List<Key> legend;
  private final Grid grid;

  Sheet(String title, List<Panel> panels, List<Key> legend, Grid grid) {
    this.title = title;
    this.panels = panels;
    this.legend = legend;
    this.grid = grid;
  }

  /** Tells Java that there is no display; to be called before anything of java.awt is used. */
  static void headless() {
    System.setProperty("java.awt.headless", "true");
  }

  /** The look that all charts share. */
  static void style(AxesChartStyler styler) {
    styler.setBaseFont(font(Font.PLAIN, 14));
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setChartFontColor(Palette.INK);
    styler.setChartPadding(RIGHT);
    styler.setChartTitleVisible(false);
    styler.setLegendVisible(false);
    styler.setAxisTitleFont(font(Font.PLAIN, 15));
    styler.setAxisTitlePadding(8);
    styler.setAxisTickLabelsFont(font(Font.PLAIN, 14));
    styler.setAxisTickLabelsColor(Palette.INK);
    // The line and the marks of the vertical axis may come out beside the plot; the grid stands
    // for them.
    styler.setAxisTicksLineVisible(false);
    styler.setAxisTicksMarksVisible(false);
    styler.setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right);
    styler.setPlotGridLinesColor(Palette.GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setPlotMargin(0);
  }

  static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /** Writes the sheet as a PNG file, whole or not at all. */
  void write(Path path) throws IOException {
    BufferedImage image = draw();
    AtomicFile.write(
        path,
        out -> {
          if (!ImageIO.write(image, "png", out)) {
            throw new IOException("this Java has no PNG writer");
          }
        });
  }

  private BufferedImage draw() {
    int columns = Math.min(grid.columns, panels.size());
    int rows = (panels.size() + columns - 1) / columns;
    int width = columns * grid.panelWidth + 2 * MARGIN;
    List<List<Key>> legendRows = legendRows(width - 2 * MARGIN);
    List<String> titleLines = titleLines(width - 2 * MARGIN);
    int panelsTop = MARGIN / 2 + TITLE_HEIGHT + (titleLines.size() - 1) * TITLE_LINE;
    int legendTop = panelsTop + rows * grid.panelHeight + 6;
    int height = legendTop + legendRows.size() * LEGEND_ROW + MARGIN / 2;
    BufferedImage image =
        new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.scale(SCALE, SCALE);
      smooth(graphics);
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, width, height);
      for (int line = 0; line < titleLines.size(); line++) {
        int base = MARGIN / 2 + (line + 1) * TITLE_LINE;
        paintCentred(graphics, titleLines.get(line), font(Font.BOLD, TITLE_SIZE), width / 2, base);
      }
      for (int i = 0; i < panels.size(); i++) {
        Graphics2D part = (Graphics2D) graphics.create();
        part.translate(
            MARGIN + i % columns * grid.panelWidth, panelsTop + i / columns * grid.panelHeight);
        paintPanel(part, panels.get(i));
        part.dispose();
      }
      for (int row = 0; row < legendRows.size(); row++) {
        paintLegend(
            graphics, legendRows.get(row), width, legendTop + row * LEGEND_ROW + LEGEND_ROW / 2);
      }
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private void paintPanel(Graphics2D graphics, Panel panel) {
    int top = panel.heading.isEmpty() ? 0 : HEADING_HEIGHT;
    int middle = (panel.left + grid.panelWidth - panel.right) / 2;
    paintCentred(graphics, panel.heading, font(Font.BOLD, 16), middle, HEADING_HEIGHT - 6);
    graphics.translate(0, top);
    panel.painter.paint(graphics, grid.panelWidth, grid.panelHeight - top);
  }

  /** Writes {@code text} around {@code x}, its base line at {@code y}. */
  static void paintCentred(Graphics2D graphics, String text, Font font, int x, int y) {
    graphics.setColor(Palette.INK);
    graphics.setFont(font);
    graphics.drawString(text, x - graphics.getFontMetrics().stringWidth(text) / 2, y);
  }

  private static void smooth(Graphics2D graphics) {
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  /** The title, broken between words where it is wider than {@code available}. */
  private List<String> titleLines(int available) {
    FontMetrics metrics = metrics(font(Font.BOLD, TITLE_SIZE));
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : title.split(" ", -1)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && metrics.stringWidth(longer) > available) {
        lines.add(line);
        longer = word;
      }
      line = longer;
    }
    lines.add(line);
    return lines;
  }

  private static FontMetrics metrics(Font font) {
    Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      return graphics.getFontMetrics(font);
    } finally {
      graphics.dispose();
    }
  }

  private static int width(Key key) {
    return SAMPLE + 8 + metrics(font(Font.PLAIN, 15)).stringWidth(key.name);
  }

  private static int width(List<Key> keys) {
    return keys.stream().mapToInt(Sheet::width).sum() + GAP * (keys.size() - 1);
  }

  /** As few rows as fit, filled evenly. */
  private List<List<Key>> legendRows(int available) {
    List<List<Key>> rows = List.of(legend);
    for (int count = 2; count <= legend.size() && !fits(rows, available); count++) {
      int perRow = (legend.size() + count - 1) / count;
      rows = new ArrayList<>();
      for (int from = 0; from < legend.size(); from += perRow) {
        rows.add(legend.subList(from, Math.min(from + perRow, legend.size())));
      }
    }
    return rows;
  }

  private static boolean fits(List<List<Key>> rows, int available) {
    return rows.stream().allMatch(row -> width(row) <= available);
  }

  private static void paintLegend(Graphics2D graphics, List<Key> keys, int width, int middle) {
    int x = (width - width(keys)) / 2;
    for (Key key : keys) {
      key.sample.paint(graphics, x + SAMPLE / 2, middle);
      graphics.setColor(Palette.INK);
      graphics.setFont(font(Font.PLAIN, 15));
      graphics.drawString(
          key.name, x + SAMPLE + 8, middle + graphics.getFontMetrics().getAscent() / 2 - 2);
      x += width(key) + GAP;
    }
  }
}
