package org.moreau.cli.figure;

import java.awt.Color;
import java.awt.geom.Line2D;

/** The samples in a legend. */
final class Samples {
  private static final int MARKER_SIZE = 10;

  private Samples() {}

  static Sheet.Sample line(int method) {
    return (graphics, x, y) -> {
      graphics.setColor(Palette.method(method));
      graphics.setStroke(Palette.line(method));
      graphics.draw(new Line2D.Double(x - 16, y, x + 16, y));
    };
  }

  static Sheet.Sample marker(int label) {
    return (graphics, x, y) -> {
      graphics.setColor(Palette.classColour(label));
      Palette.shape(label).paint(graphics, x, y, MARKER_SIZE);
    };
  }

  static Sheet.Sample dot(int label) {
    return (graphics, x, y) -> PlanePainter.paintDot(graphics, x, y, label);
  }

  static Sheet.Sample star() {
    return (graphics, x, y) -> PlanePainter.paintStar(graphics, x, y, Color.WHITE);
  }

  static Sheet.Sample cross() {
    return (graphics, x, y) -> CurvePainter.paintCross(graphics, x, y, Palette.INK);
  }

  static Sheet.Sample bar(Color colour) {
    return (graphics, x, y) -> {
      graphics.setColor(colour);
      graphics.fillRect(x - 9, y - 8, 18, 16);
    };
  }
}
