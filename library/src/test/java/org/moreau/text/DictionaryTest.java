package org.moreau.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.Seeds;

class DictionaryTest {

  private static String refusal(List<String> lines) {
    return assertThrows(MalformedFileException.class, () -> BilingualDictionary.parse("d", lines))
        .getMessage();
  }

  @Test
  void readsPairsPartedInThreeWays() throws MalformedFileException {
    List<Translation> expected =
        List.of(new Translation("desire", "wünsche"), new Translation("of", "von"));

    for (String between : List.of("\t", " ||| ", " ", "  ")) {
      assertEquals(
          expected,
          BilingualDictionary.parse(
                  "d", List.of("desire" + between + "Wünsche", "", "OF" + between + "von"))
              .translations());
    }
  }

  @Test
  void aPairCountsOnceAndMustHaveVectors() throws MalformedFileException {
    BilingualDictionary dictionary =
        BilingualDictionary.parse("d", List.of("a x", "a x", "a y"))
            .with(BilingualDictionary.parse("d", List.of("b x", "a y")));
    WordVectors source = new WordVectors(List.of("a"), List.of(new float[1]), 1);
    WordVectors target = new WordVectors(List.of("y", "x"), List.of(new float[1], new float[1]), 1);

    assertEquals(3, dictionary.translations().size());
    assertEquals(
        List.of(new Translation("a", "x"), new Translation("a", "y")),
        dictionary.coveredBy(source, target).translations());
  }

  @Test
  void wordsThatAreHeldOutAreInNoOtherPair() {
    SplittableRandom random = Seeds.random(1, "pairs");
    List<Translation> pairs = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      pairs.add(new Translation("s" + random.nextInt(200), "t" + random.nextInt(150)));
    }
    BilingualDictionary dictionary = new BilingualDictionary(pairs);
    long words = dictionary.translations().stream().map(Translation::source).distinct().count();

    BilingualDictionary.Parts parts = dictionary.holdOut(0.2, Seeds.random(1, "held out"));
    List<Translation> known = parts.known().translations();
    List<Translation> heldOut = parts.heldOut().translations();

    Set<String> sources = heldOut.stream().map(Translation::source).collect(Collectors.toSet());
    Set<String> targets = heldOut.stream().map(Translation::target).collect(Collectors.toSet());
    assertEquals(heldOut.size(), sources.size(), "a word is held out with one translation");
    assertEquals(heldOut.size(), targets.size(), "and a translation with one word");
    assertTrue(heldOut.size() <= 0.2 * words && heldOut.size() > 0.15 * words, "" + heldOut.size());
    for (Translation pair : known) {
      assertTrue(!sources.contains(pair.source()) && !targets.contains(pair.target()), "" + pair);
    }
    assertTrue(known.size() > 150, "" + known.size());
    assertEquals(parts, dictionary.holdOut(0.2, Seeds.random(1, "held out")));
    assertNotEquals(parts, dictionary.holdOut(0.2, Seeds.random(2, "held out")));
    assertEquals(
        "share must be in [4.9E-324, 0.9999999999999999], got NaN",
        assertThrows(
                IllegalArgumentException.class,
                () -> dictionary.holdOut(Double.NaN, Seeds.random(1, "held out")))
            .getMessage());
  }

  @Test
  void namesTheLineThatIsNoPair() {
    String rule = ": a word and its translation must stand on a line, got ";
    assertEquals("d line 2" + rule + "alone", refusal(List.of("a b", "alone")));
    assertEquals("d line 1" + rule + "a b c", refusal(List.of("a b c")));
    assertEquals("d line 1" + rule + "a\tb\tc", refusal(List.of("a\tb\tc")));
    assertEquals("d line 1" + rule + "||| b", refusal(List.of(" ||| b")));
    assertEquals("d: the file has no pair of words", refusal(List.of("", " ")));
  }

  @Test
  void alignedWordsAreTranslationsByHowOftenTheyAre() throws MalformedFileException {
    List<String> source = List.of("the House .", "the house", "a house", "the");
    List<String> target = List.of("das Haus .", "das haus", "ein Heim", "die");
    List<String> alignment = List.of("0 0 1 1 2 2", "0 0 1 1", "1 1 0 0", "0 0");

    assertEquals(
        List.of(
            new Translation("house", "haus"),
            new Translation("the", "das"),
            new Translation("a", "ein")),
        WordAlignment.dictionary("x", source, target, alignment, 1).translations());
    assertEquals(
        List.of(new Translation("house", "haus"), new Translation("the", "das")),
        WordAlignment.dictionary("x", source, target, alignment, 2).translations());
  }

  @Test
  void namesTheNumberThatIsNoPlace() {
    List<String> source = List.of("a b");
    List<String> target = List.of("x y z");
    assertEquals(
        "x line 1 number 4: it must be the place of one of 2 tokens, got 2",
        refusal(source, target, List.of("0 0 2 2")));
    assertEquals(
        "x line 1 number 1: it must be the place of one of 3 tokens, got -1",
        refusal(source, target, List.of("-1 0")));
    assertEquals(
        "x line 1: there must be pairs of numbers, got 3",
        refusal(source, target, List.of("0 0 1")));
    assertEquals(
        "x: source, target and alignment must have as many lines, got 1, 1 and 2; is one"
            + " truncated?",
        refusal(source, target, List.of("0 0", "0 0")));
  }

  private static String refusal(List<String> source, List<String> target, List<String> alignment) {
    return assertThrows(
            MalformedFileException.class,
            () -> WordAlignment.dictionary("x", source, target, alignment, 1))
        .getMessage();
  }

  @Test
  void readsRatingsBelowALineOfTitles() throws MalformedFileException {
    RatedPairs rated =
        RatedPairs.parse(
            "ws", "r", List.of("word 1\tword 2\tscore", "Tiger\tKatze\t7.92", "", "a\tb\t10"), 2);

    assertEquals(
        List.of(new RatedPair("tiger", "katze", 7.92f), new RatedPair("a", "b", 10)),
        rated.pairs());
  }

  @Test
  void namesTheRatingThatIsDamaged() {
    String rule = ": two words and a number must stand on a line, parted by tabs, got ";
    for (String line : List.of("a\tb", "a\tb\tnan", "a b 7", "\tb\t7", "a\tb\t7\t8", "a\tb\t")) {
      assertEquals(
          "r line 2" + rule + line.strip(),
          assertThrows(
                  MalformedFileException.class,
                  () -> RatedPairs.parse("ws", "r", List.of("head", line), 1))
              .getMessage());
    }
    assertEquals(
        "r: the file must have 3 pairs, got 1; is it truncated?",
        assertThrows(
                MalformedFileException.class,
                () -> RatedPairs.parse("ws", "r", List.of("head", "a\tb\t1"), 3))
            .getMessage());
  }
}
