package org.moreau.cli.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Colours that people with any colour vision can tell apart, and shapes that back them up. */
final class Palette {
  static final Color INK = new Color(0x26, 0x26, 0x26);
  static final Color QUIET = new Color(0x59, 0x59, 0x59);
  static final Color GRID = new Color(0xE6, 0xE6, 0xE6);
  static final Color PUBLISHED = new Color(0xC4, 0xC9, 0xCF);

  // Okabe and Ito (2008), in an order that puts the strongest contrasts first.
  private static final List<Color> METHODS =
      List.of(
          new Color(0x00, 0x72, 0xB2),
          new Color(0xE6, 0x9F, 0x00),
          new Color(0x00, 0x9E, 0x73),
          new Color(0xD5, 0x5E, 0x00),
          new Color(0xCC, 0x79, 0xA7),
          new Color(0x56, 0xB4, 0xE9),
          INK);

  // Paul Tol's muted scheme (2021): nine classes at once.
  private static final List<Color> CLASSES =
      List.of(
          new Color(0x33, 0x22, 0x88),
          new Color(0xCC, 0x66, 0x77),
          new Color(0x11, 0x77, 0x33),
          new Color(0x88, 0xCC, 0xEE),
          new Color(0xDD, 0xCC, 0x77),
          new Color(0x88, 0x22, 0x55),
          new Color(0x44, 0xAA, 0x99),
          new Color(0x99, 0x99, 0x33),
          new Color(0xAA, 0x44, 0x99));

  // From pale to dark with falling lightness, so that it can be read in grey too.
  private static final List<Color> SCALE =
      List.of(
          new Color(0xFD, 0xF6, 0xE3),
          new Color(0xF4, 0xDC, 0xA8),
          new Color(0xB9, 0xD3, 0xA8),
          new Color(0x6F, 0xB8, 0xB0),
          new Color(0x3B, 0x8D, 0xB0),
          new Color(0x35, 0x5E, 0x9B));

  private static final List<Marker> SHAPES =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.SQUARE,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.TRIANGLE_DOWN);

  private static final float[][] DASHES = {null, {9, 4}, {2, 4}, {9, 4, 2, 4}};

  private Palette() {}

  static Color method(int index) {
    return METHODS.get(index % METHODS.size());
  }

  static Color classColour(int index) {
    return CLASSES.get(index % CLASSES.size());
  }

  /** A colour of the scale from 0, pale, to 1, dark. */
  static Color scale(double share) {
    double place = Math.max(0, Math.min(1, share)) * (SCALE.size() - 1);
    int below = Math.min((int) place, SCALE.size() - 2);
    return mixed(SCALE.get(below), SCALE.get(below + 1), place - below);
  }

  /** {@code first} with the given share of {@code second}. */
  static Color mixed(Color first, Color second, double share) {
    return new Color(
        (int) Math.round(first.getRed() + share * (second.getRed() - first.getRed())),
        (int) Math.round(first.getGreen() + share * (second.getGreen() - first.getGreen())),
        (int) Math.round(first.getBlue() + share * (second.getBlue() - first.getBlue())));
  }

  static Marker shape(int index) {
    return SHAPES.get(index % SHAPES.size());
  }

  /** Solid for the first methods; another dash for each further turn through the colours. */
  static BasicStroke line(int index) {
    return new BasicStroke(
        2.4f,
        BasicStroke.CAP_BUTT,
        BasicStroke.JOIN_ROUND,
        10,
        DASHES[index / METHODS.size() % DASHES.length],
        0);
  }
}
