package org.moreau.evaluation;

import java.util.List;

/**
 * The fewest changes that make one string of labels of another: so many replaced, left out and put
 * in.
 *
 * @param substitutions labels of the reference that are heard as others
 * @param deletions labels of the reference that are not heard
 * @param insertions labels that are heard and not in the reference
 */
public record Alignment(int substitutions, int deletions, int insertions) {

  /**
   * Of {@code heard} with {@code reference}; where several ways need as few changes, the counts are
   * those of one of them. Takes as many steps as the product of the lengths.
   */
  public static Alignment of(List<Integer> reference, List<Integer> heard) {
    Alignment[] row = new Alignment[heard.size() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = new Alignment(0, 0, j);
    }
    for (int i = 1; i <= reference.size(); i++) {
      Alignment diagonal = row[0];
      row[0] = new Alignment(0, i, 0);
      for (int j = 1; j < row.length; j++) {
        Alignment above = row[j];
        Alignment left = row[j - 1];
        boolean same = reference.get(i - 1).equals(heard.get(j - 1));
        Alignment best = same ? diagonal : diagonal.plus(1, 0, 0);
        if (above.changes() + 1 < best.changes()) {
          best = above.plus(0, 1, 0);
        }
        if (left.changes() + 1 < best.changes()) {
          best = left.plus(0, 0, 1);
        }
        diagonal = above;
        row[j] = best;
      }
    }
    return row[heard.size()];
  }

  /** S + D + I. */
  public int changes() {
    return substitutions + deletions + insertions;
  }

  Alignment plus(int moreSubstitutions, int moreDeletions, int moreInsertions) {
    return new Alignment(
        substitutions + moreSubstitutions, deletions + moreDeletions, insertions + moreInsertions);
  }
}
