package org.moreau.data;

import java.util.List;
import java.util.stream.Collectors;

/** The data sets that Moreau knows. */
public final class DataSets {
  private DataSets() {}

  /** All of them, by name. */
  public static List<DataSet> all() {
    return List.of(
        new JapaneseVowels(),
        new TwoMoons(),
        new Mnist(),
        new MnistC(),
        Cifar10.official(),
        Cifar10.subset(),
        new Cifar10C(),
        new Svhn(),
        new MultipleFeatures(),
        new BbcNews(),
        new BbcSport(),
        new Sketchy(256, 125, 100),
        new FreeSpokenDigits(),
        new Xrmb(),
        new ParallelWords(),
        new RatedWords(),
        new FastText(),
        new HumanActivity(HumanActivity.Split.STRATIFIED),
        new ArabicDigits(),
        new Imdb(Integer.MAX_VALUE, 1));
  }

  /**
   * The one called {@code name}.
   *
   * @throws IllegalArgumentException naming the known ones, if there is none
   */
  public static DataSet named(String name) {
    return all().stream()
        .filter(set -> set.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "data set must be one of "
                        + all().stream().map(DataSet::name).collect(Collectors.joining(", "))
                        + ", got "
                        + name));
  }
}
