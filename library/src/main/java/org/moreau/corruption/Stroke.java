package org.moreau.corruption;

/**
 * A straight pen stroke from column {@code fromColumn} to the right. A pixel at the vertical
 * distance d from the line gets 1 + log(1 - d / 2.3), where that is positive.
 */
record Stroke(double fromColumn, double fromRow, double toColumn, double toRow) {
  private static final double REACH = 2.3;

  /** How dark the stroke makes a pixel, in [0, 1]. */
  double at(int row, int column) {
    if (column < Math.floor(fromColumn) || column >= Math.ceil(toColumn)) {
      return 0;
    }
    double slope = (toRow - fromRow) / (toColumn - fromColumn);
    double distance = Math.abs(row - fromRow - slope * (column - fromColumn));
    return distance < REACH ? Math.max(0, 1 + Math.log1p(-distance / REACH)) : 0;
  }
}
