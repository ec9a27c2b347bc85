package org.moreau.cli.study;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the valid name that a mistyped one was meant to be. */
public final class NearestName {
  private static final int LISTED = 12;

  private NearestName() {}

  /**
   * Returns {@code name} if {@code valid} contains it.
   *
   * @param what what the names are, in the singular, such as {@code study}
   * @throws IllegalArgumentException naming the nearest valid name, if it does not
   */
  public static String require(String what, String name, Collection<String> valid) {
    if (!valid.contains(name)) {
      throw new IllegalArgumentException(unknown(what, name, valid));
    }
    return name;
  }

  /**
   * The sentence about the unknown {@code name}, without a full stop: the nearest valid name if one
   * is near, and all valid names if they are few or none of them is near.
   */
  public static String unknown(String what, String name, Collection<String> valid) {
    String start = "unknown " + what + " " + name;
    if (valid.isEmpty()) {
      return start + "; there is none";
    }
    String nearest = nearest(name, valid);
    boolean near = near(name, nearest);
    boolean listed = !near || (valid.size() > 1 && valid.size() <= LISTED);
    return start
        + (near ? "; did you mean " + nearest + "?" : "")
        + (listed ? " (valid: " + String.join(", ", valid) + ")" : "");
  }

  /** Whether {@code word} is likely to be meant: it shares half of its letters, or contains all. */
  private static boolean near(String name, String word) {
    String typed = name.toLowerCase(Locale.ROOT);
    String lower = word.toLowerCase(Locale.ROOT);
    return lower.contains(typed)
        || 2 * edits(typed, lower) <= Math.max(typed.length(), lower.length());
  }

  /**
   * The first of the {@code valid} names with the fewest edits from {@code name}, of those that
   * contain it if there are any: it may be a part of a long name.
   */
  static String nearest(String name, Collection<String> valid) {
    String typed = name.toLowerCase(Locale.ROOT);
    return valid.stream()
        .min(
            Comparator.comparing((String word) -> !word.toLowerCase(Locale.ROOT).contains(typed))
                .thenComparingInt(word -> edits(typed, word.toLowerCase(Locale.ROOT))))
        .orElseThrow();
  }

  /** Insertions, deletions, replacements and swaps of neighbours that turn {@code a} into b. */
  static int edits(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
