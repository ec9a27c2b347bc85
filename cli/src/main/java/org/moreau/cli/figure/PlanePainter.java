package org.moreau.cli.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/** Draws a panel of a {@link PlanePlot}. */
final class PlanePainter implements Sheet.Painter {
  static final int LEFT = 66;
  static final int WIDTH = 490;

  private static final int TOP = 4;
  private static final int HEADING = 28;
  static final int HEIGHT = 440;

  private static final int BOTTOM = 52;
  private static final int RIGHT = 12;
  private static final int KEY = 66;
  private static final double ROOM = 0.06; // between the points and the frame
  private static final double DOT = 7;
  private static final double STAR = 11;

  private final PlanePlot.Panel panel;
  private final int right;
  private final double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
  private final double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
  private Rectangle2D frame = new Rectangle2D.Double();

  /**
   * @param right between the frame and the panel's right end, at least {@link
   *     #right(PlanePlot.Panel)}
   */
  PlanePainter(PlanePlot.Panel panel, int right) {
    this.panel = panel;
    this.right = right;
  }

  /** What the panel needs between its frame and its right end. */
  static int right(PlanePlot.Panel panel) {
    return contours(panel).isPresent() ? KEY : RIGHT;
  }

  /** The height of a panel with its heading; less than usual where a field is wide. */
  static int height(PlanePlot.Panel panel, int right) {
    Field field = null;
    for (PlanePlot.Layer layer : panel.layers()) {
      field = field == null ? field(layer) : field;
    }
    if (field == null || !panel.axes().sameScale()) {
      return field == null && panel.axes().sameScale() ? HEIGHT : 0;
    }
    double[][] ends = corners(field);
    double wide = WIDTH - LEFT - right;
    double high = wide * (ends[1][1] - ends[0][1]) / (ends[1][0] - ends[0][0]);
    return Math.min(HEIGHT, (int) Math.ceil(high) + HEADING + TOP + BOTTOM);
  }

  private static Optional<PlanePlot.Contours> contours(PlanePlot.Panel panel) {
    return panel.layers().stream()
        .filter(PlanePlot.Contours.class::isInstance)
        .map(PlanePlot.Contours.class::cast)
        .findFirst();
  }

  /** The field of a layer that fills its frame, or null. */
  private static @Nullable Field field(PlanePlot.Layer layer) {
    if (layer instanceof PlanePlot.Contours contours) {
      return contours.field();
    } else if (layer instanceof PlanePlot.Regions regions) {
      return regions.field();
    } else if (layer instanceof PlanePlot.Lines lines) {
      return lines.field();
    }
    return layer instanceof PlanePlot.Window window ? window.field() : null;
  }

  @Override
  public void paint(Graphics2D graphics, int width, int height) {
    frame = new Rectangle2D.Double(LEFT, TOP, width - LEFT - right, height - TOP - BOTTOM);
    reach();
    for (PlanePlot.Layer layer : panel.layers()) {
      Graphics2D inside = (Graphics2D) graphics.create();
      inside.clip(frame);
      paint(inside, layer);
      inside.dispose();
    }
    paintAxes(graphics);
    contours(panel).ifPresent(c -> paintKey(graphics, c));
  }

  /** Sets the ends of the axes. */
  private void reach() {
    boolean filled = false;
    for (PlanePlot.Layer layer : panel.layers()) {
      Field field = field(layer);
      if (field != null) {
        filled = true;
        include(corners(field));
      } else if (layer instanceof PlanePlot.Dots dots) {
        include(dots.positions());
      } else if (layer instanceof PlanePlot.Marks marks) {
        include(marks.positions());
      }
    }
    for (int axis = 0; axis < 2; axis++) {
      double span = high[axis] > low[axis] ? high[axis] - low[axis] : 1;
      double room = filled ? 0 : ROOM * span;
      low[axis] -= room;
      high[axis] += room;
    }
    if (panel.axes().sameScale()) {
      double unit =
          Math.max((high[0] - low[0]) / frame.getWidth(), (high[1] - low[1]) / frame.getHeight());
      double wide = unit * frame.getWidth() - (high[0] - low[0]);
      double tall = unit * frame.getHeight() - (high[1] - low[1]);
      if (filled) { // a field ends where it ends
        double w = frame.getWidth() - wide / unit;
        double h = frame.getHeight() - tall / unit;
        frame =
            new Rectangle2D.Double(frame.getX(), frame.getY() + (frame.getHeight() - h) / 2, w, h);
      } else {
        low[0] -= wide / 2;
        high[0] += wide / 2;
        low[1] -= tall / 2;
        high[1] += tall / 2;
      }
    }
  }

  private static double[][] corners(Field field) {
    return new double[][] {
      {field.x()[0], field.y()[0]},
      {field.x()[field.x().length - 1], field.y()[field.y().length - 1]}
    };
  }

  private void include(double[][] positions) {
    for (double[] position : positions) {
      for (int axis = 0; axis < 2; axis++) {
        low[axis] = Math.min(low[axis], position[axis]);
        high[axis] = Math.max(high[axis], position[axis]);
      }
    }
  }

  private double screenX(double x) {
    return frame.getX() + (x - low[0]) / (high[0] - low[0]) * frame.getWidth();
  }

  private double screenY(double y) {
    return frame.getMaxY() - (y - low[1]) / (high[1] - low[1]) * frame.getHeight();
  }

  private void paint(Graphics2D graphics, PlanePlot.Layer layer) {
    if (layer instanceof PlanePlot.Contours contours) {
      List<Double> levels = contours.levels();
      paintField(graphics, contours.field(), value -> band(levels, value));
      graphics.setStroke(new BasicStroke(0.8f));
      graphics.setColor(new Color(255, 255, 255, 170));
      for (double level : levels) {
        paintLevel(graphics, contours.field(), level);
      }
    } else if (layer instanceof PlanePlot.Regions regions) {
      Color negative = Palette.mixed(Color.WHITE, Palette.method(0), 0.24);
      Color positive = Palette.mixed(Color.WHITE, Palette.method(1), 0.24);
      paintField(graphics, regions.field(), value -> value < 0 ? negative : positive);
      graphics.setStroke(new BasicStroke(1.6f));
      graphics.setColor(Palette.QUIET);
      paintLevel(graphics, regions.field(), 0);
    } else if (layer instanceof PlanePlot.Lines lines) {
      graphics.setStroke(new BasicStroke(0.8f));
      graphics.setColor(Palette.QUIET);
      for (double level : lines.levels()) {
        paintLevel(graphics, lines.field(), level);
      }
    } else if (layer instanceof PlanePlot.Dots dots) {
      for (int i = 0; i < dots.positions().length; i++) {
        double[] at = dots.positions()[i];
        paintDot(graphics, screenX(at[0]), screenY(at[1]), dots.labels()[i]);
      }
    } else if (layer instanceof PlanePlot.Marks marks) {
      for (int i = 0; i < marks.positions().length; i++) {
        double[] at = marks.positions()[i];
        Color colour = Palette.method(marks.labels()[i]);
        paintStar(graphics, screenX(at[0]), screenY(at[1]), colour);
      }
    } else if (layer instanceof PlanePlot.Zeros) {
      graphics.setStroke(new BasicStroke(1));
      graphics.setColor(Palette.PUBLISHED);
      graphics.draw(new Line2D.Double(screenX(0), frame.getMinY(), screenX(0), frame.getMaxY()));
      graphics.draw(new Line2D.Double(frame.getMinX(), screenY(0), frame.getMaxX(), screenY(0)));
    }
  }

  private static Color band(List<Double> levels, double value) {
    int above = 0;
    while (above < levels.size() && value >= levels.get(above)) {
      above++;
    }
    return Palette.scale((double) above / levels.size());
  }

  private void paintField(Graphics2D graphics, Field field, DoubleFunction<Color> colour) {
    int width = (int) Math.ceil(Sheet.SCALE * frame.getWidth());
    int height = (int) Math.ceil(Sheet.SCALE * frame.getHeight());
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < height; row++) {
      double y = high[1] - (row + 0.5) / height * (high[1] - low[1]);
      for (int column = 0; column < width; column++) {
        double x = low[0] + (column + 0.5) / width * (high[0] - low[0]);
        image.setRGB(column, row, colour.apply(field.at(x, y)).getRGB());
      }
    }
    AffineTransform place = AffineTransform.getTranslateInstance(frame.getX(), frame.getY());
    place.scale(frame.getWidth() / width, frame.getHeight() / height);
    graphics.drawImage(image, place, null);
  }

  /** Marching squares: the line of {@code level} through every cell of the grid. */
  private void paintLevel(Graphics2D graphics, Field field, double level) {
    Path2D path = new Path2D.Double();
    for (int r = 0; r + 1 < field.y().length; r++) {
      for (int c = 0; c + 1 < field.x().length; c++) {
        double[][] cuts = new double[4][];
        int count = 0;
        // The corners in turn around the cell.
        int[][] corners = {{r, c}, {r, c + 1}, {r + 1, c + 1}, {r + 1, c}};
        for (int side = 0; side < 4; side++) {
          double[] cut = cut(field, corners[side], corners[(side + 1) % 4], level);
          if (cut.length > 0) {
            cuts[count++] = cut;
          }
        }
        for (int i = 0; i + 1 < count; i += 2) {
          path.moveTo(cuts[i][0], cuts[i][1]);
          path.lineTo(cuts[i + 1][0], cuts[i + 1][1]);
        }
      }
    }
    graphics.draw(path);
  }

  /** Where {@code level} lies between two corners, on the screen; empty if it does not. */
  private double[] cut(Field field, int[] from, int[] to, double level) {
    double a = field.values()[from[0]][from[1]] - level;
    double b = field.values()[to[0]][to[1]] - level;
    if ((a < 0) == (b < 0)) {
      return new double[0];
    }
    double share = a / (a - b);
    double x = field.x()[from[1]] + share * (field.x()[to[1]] - field.x()[from[1]]);
    double y = field.y()[from[0]] + share * (field.y()[to[0]] - field.y()[from[0]]);
    return new double[] {screenX(x), screenY(y)};
  }

  static void paintDot(Graphics2D graphics, double x, double y, int label) {
    double size = DOT;
    Ellipse2D dot = new Ellipse2D.Double(x - size / 2, y - size / 2, size, size);
    Rectangle2D box =
        new Rectangle2D.Double(x - 0.45 * size, y - 0.45 * size, 0.9 * size, 0.9 * size);
    graphics.setColor(Palette.method(label));
    graphics.fill(label == 0 ? dot : box);
    graphics.setStroke(new BasicStroke(0.8f));
    graphics.setColor(Color.WHITE);
    graphics.draw(label == 0 ? dot : box);
  }

  static void paintStar(Graphics2D graphics, double x, double y, Color colour) {
    Path2D star = new Path2D.Double();
    for (int i = 0; i < 10; i++) {
      double radius = i % 2 == 0 ? STAR : 0.45 * STAR;
      double angle = -Math.PI / 2 + i * Math.PI / 5;
      double px = x + radius * Math.cos(angle);
      double py = y + radius * Math.sin(angle);
      if (i == 0) {
        star.moveTo(px, py);
      } else {
        star.lineTo(px, py);
      }
    }
    star.closePath();
    graphics.setStroke(new BasicStroke(3.2f));
    graphics.setColor(Color.WHITE);
    graphics.draw(star);
    graphics.setColor(colour);
    graphics.fill(star);
    graphics.setStroke(new BasicStroke(1.4f));
    graphics.setColor(Palette.INK);
    graphics.draw(star);
  }

  private void paintAxes(Graphics2D graphics) {
    graphics.setStroke(new BasicStroke(1));
    graphics.setColor(Palette.QUIET);
    graphics.draw(frame);
    Font small = Sheet.font(Font.PLAIN, 13);
    for (double tick : ticks(0, frame.getWidth() / 70)) {
      double x = screenX(tick);
      graphics.setColor(Palette.QUIET);
      graphics.draw(new Line2D.Double(x, frame.getMaxY(), x, frame.getMaxY() + 4));
      Sheet.paintCentred(graphics, number(tick), small, (int) x, (int) frame.getMaxY() + 19);
    }
    for (double tick : ticks(1, frame.getHeight() / 55)) {
      double y = screenY(tick);
      graphics.setColor(Palette.QUIET);
      graphics.draw(new Line2D.Double(frame.getX() - 4, y, frame.getX(), y));
      int width = graphics.getFontMetrics(small).stringWidth(number(tick));
      Sheet.paintCentred(
          graphics, number(tick), small, (int) frame.getX() - 8 - width / 2, (int) y + 5);
    }
    Font names = Sheet.font(Font.PLAIN, 14);
    Sheet.paintCentred(
        graphics,
        panel.axes().horizontal(),
        names,
        (int) frame.getCenterX(),
        (int) frame.getMaxY() + 40);
    paintUpright(graphics, panel.axes().vertical(), names, 16, frame.getCenterY());
  }

  private static void paintUpright(
      Graphics2D graphics, String text, Font font, double x, double y) {
    Graphics2D turned = (Graphics2D) graphics.create();
    turned.rotate(-Math.PI / 2, x, y);
    Sheet.paintCentred(turned, text, font, (int) x, (int) y);
    turned.dispose();
  }

  private void paintKey(Graphics2D graphics, PlanePlot.Contours contours) {
    List<Double> levels = contours.levels();
    Font small = Sheet.font(Font.PLAIN, 12);
    double x = frame.getMaxX() + 10;
    double band = frame.getHeight() / (levels.size() + 1);
    for (int i = 0; i <= levels.size(); i++) {
      graphics.setColor(Palette.scale((double) i / levels.size()));
      double top = frame.getMaxY() - (i + 1) * band;
      graphics.fill(new Rectangle2D.Double(x, top, 12, band + 0.5));
      if (i < levels.size()) {
        String text = number(levels.get(i));
        int width = graphics.getFontMetrics(small).stringWidth(text);
        Sheet.paintCentred(graphics, text, small, (int) x + 16 + width / 2, (int) top + 4);
      }
    }
    graphics.setColor(Palette.QUIET);
    graphics.draw(new Rectangle2D.Double(x, frame.getY(), 12, frame.getHeight()));
    Sheet.paintCentred(
        graphics, contours.quantity(), small, (int) x + 14, (int) frame.getMaxY() + 19);
  }

  private double[] ticks(int axis, double most) {
    double step = Ticks.step((high[axis] - low[axis]) / Math.max(2, most));
    long first = (long) Math.ceil(low[axis] / step);
    long last = (long) Math.floor(high[axis] / step);
    double[] ticks = new double[(int) (last - first + 1)];
    for (int i = 0; i < ticks.length; i++) {
      ticks[i] = (first + i) * step;
    }
    return ticks;
  }

  /** Three significant digits, without an exponent. */
  private static String number(double value) {
    BigDecimal rounded =
        new BigDecimal(value)
            .round(new java.math.MathContext(3, RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    return Math.abs(value) < 1e-12 ? "0" : rounded.toPlainString().replace('-', '−');
  }
}
