package org.moreau.text;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The words of a text, in lower case: runs of letters, of which several may be joined by a hyphen
 * or an apostrophe. Signs that Moses' tokeniser writes by a name, as XML does, are read.
 */
public final class Tokens {
  // What is joined is possessive: else a long chain would overflow the matcher's stack.
  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{M}]+(?:['\u2019-][\\p{L}\\p{M}]+)*+");

  private static final Pattern OPINION =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}]+(?:['\u2019-][\\p{L}\\p{M}\\p{N}]+)*+|[!?]");
  private static final Pattern TAG = Pattern.compile("<[^<>]{1,40}>");

  private Tokens() {}

  /**
   * Those of a review: numbers, exclamation and question marks count as words too, HTML's tags as
   * blanks.
   */
  public static List<String> ofReview(String text) {
    String plain = TAG.matcher(text).replaceAll(" ").toLowerCase(Locale.ROOT);
    return OPINION.matcher(plain).results().map(MatchResult::group).toList();
  }

  /** Those of {@code text}, in their order. */
  public static List<String> of(String text) {
    String plain =
        text.indexOf('&') < 0
            ? text
            : text.replace("&apos;", "'").replaceAll("&(?:quot|amp|lt|gt|#\\d+);", " ");
    return WORD.matcher(plain.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList();
  }
}
