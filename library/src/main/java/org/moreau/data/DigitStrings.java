package org.moreau.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.moreau.engine.Check;
import org.moreau.engine.Seeds;
import org.moreau.speech.Sound;

/** Joins recordings of digits to strings of digits. */
public final class DigitStrings {
  private static final int SHORTEST = 3;
  private static final int LONGEST = 7;

  private DigitStrings() {}

  /** Digits one after the other, all by one speaker. */
  public record SpokenString(String speaker, List<Integer> digits, Sound sound) {
    public SpokenString {
      digits = List.copyOf(digits);
    }
  }

  /**
   * {@code count} strings of 3 to 7 of {@code recordings}, without a pause between them. Speaker,
   * length and recordings are drawn by {@code random}; a recording is not drawn again before all of
   * its speaker have been.
   *
   * @throws IllegalArgumentException if there is no recording
   */
  public static List<SpokenString> join(
      List<SpokenDigit> recordings, int count, SplittableRandom random) {
    Check.positive("the number of recordings", recordings.size());
    Check.positive("count", count);
    TreeMap<String, List<SpokenDigit>> bySpeaker = new TreeMap<>();
    for (SpokenDigit recording : recordings) {
      bySpeaker.computeIfAbsent(recording.speaker(), name -> new ArrayList<>()).add(recording);
    }
    List<Deck> decks = bySpeaker.values().stream().map(own -> new Deck(own, random)).toList();
    List<SpokenString> strings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Deck deck = decks.get(random.nextInt(decks.size()));
      int length = random.nextInt(SHORTEST, LONGEST + 1);
      List<SpokenDigit> drawn = new ArrayList<>();
      for (int d = 0; d < length; d++) {
        drawn.add(deck.next());
      }
      strings.add(
          new SpokenString(
              drawn.get(0).speaker(),
              drawn.stream().map(SpokenDigit::digit).toList(),
              Sound.joined(drawn.stream().map(SpokenDigit::sound).toList())));
    }
    return strings;
  }

  /** Recordings of one speaker in a random order, shuffled anew when all are drawn. */
  private static final class Deck {
    private final List<SpokenDigit> recordings;
    private final SplittableRandom random;
    private int[] order = new int[0];
    private int drawn;

    Deck(List<SpokenDigit> recordings, SplittableRandom random) {
      this.recordings = recordings;
      this.random = random;
    }

    SpokenDigit next() {
      if (drawn == order.length) {
        order = Seeds.permutation(recordings.size(), random);
        drawn = 0;
      }
      return recordings.get(order[drawn++]);
    }
  }
}
