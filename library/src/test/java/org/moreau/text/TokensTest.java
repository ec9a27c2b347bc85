package org.moreau.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TokensTest {
  @Test
  void hyphensAndApostrophesJoinWhatStandsOnBothSides() {
    assertEquals(
        List.of("it's", "a", "well-kept", "so-called", "rock", "roll"),
        Tokens.of("It&apos;s a well-kept, so-called- 'rock' &amp; -roll!"));
    assertEquals(
        List.of("it\u2019s", "10-year-old", "!", "really", "?"),
        Tokens.ofReview("It\u2019s 10-year-old!<br />Really?"));
  }

  @Test
  void aChainOfAnyLengthIsOneWord() {
    String chain = "a-".repeat(100_000) + "a";

    assertEquals(List.of(chain), Tokens.of(chain + "-"));
    assertEquals(List.of(chain, "!"), Tokens.ofReview(chain + "'!"));
  }
}
