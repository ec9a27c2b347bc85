package org.moreau.cli.study;

import java.util.List;

/** The studies that the commands know. */
public record Studies(List<Study<?>> all) {
  public Studies {
    all = List.copyOf(all);
  }

  /** Every study of the papers: one line each. */
  public static Studies standard() {
    return new Studies(
        List.of(
            new JapaneseVowelsStudy(),
            new HumanActivityStudy(),
            new ArabicDigitsStudy(),
            new ImdbStudy(),
            new TwoMoonsStudy(),
            new DropoutStudy(),
            new ProxPropMlpStudy(),
            new ProxPropStabilityStudy(),
            new ProxPropConvStudy(),
            new PathProxConvergenceStudy(),
            new PathProxBoundaryStudy(),
            new PathProxGeneralisationStudy(),
            new PathProxSparsityStudy(),
            new TwoViewImagesStudy(),
            new TwoViewSpeechStudy(),
            new TwoViewWordsStudy(),
            new CombinedStudy()));
  }

  public List<String> names() {
    return all.stream().map(Study::name).toList();
  }

  /**
   * The study called {@code name}.
   *
   * @throws IllegalArgumentException naming the nearest one, if there is none
   */
  public Study<?> named(String name) {
    NearestName.require("study", name, names());
    return all.stream().filter(study -> study.name().equals(name)).findFirst().orElseThrow();
  }
}
