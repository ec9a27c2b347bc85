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
  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{M}]+(?:['\u2019-][\\p{L}\\p{M}]+)*");

  private Tokens() {}

  /** Those of {@code text}, in their order. */
  public static List<String> of(String text) {
    String plain =
        text.indexOf('&') < 0
            ? text
            : text.replace("&apos;", "'").replaceAll("&(?:quot|amp|lt|gt|#\\d+);", " ");
    return WORD.matcher(plain.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList();
  }
}
