package org.moreau.text;

import org.moreau.engine.Check;

/** How similar people find two words, by any scale. */
public record RatedPair(String first, String second, double rating) {
  public RatedPair {
    Check.inRange("rating", rating, -Double.MAX_VALUE, Double.MAX_VALUE);
  }
}
