package org.moreau.cli.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.data.Language;
import org.moreau.data.TranslationViews;
import org.moreau.data.View;
import org.moreau.data.ViewsDataset;
import org.moreau.data.ViewsNormalisation;
import org.moreau.engine.Seeds;
import org.moreau.engine.StopSignal;
import org.moreau.engine.TensorScope;
import org.moreau.evaluation.PartnerRank;
import org.moreau.multiview.LinearCca;
import org.moreau.multiview.TestMode;
import org.moreau.representation.MultiviewMethod;
import org.moreau.representation.MultiviewTask;
import org.moreau.representation.ReconstructionTask;
import org.moreau.representation.ViewsAutoencoder;
import org.moreau.text.BilingualDictionary;
import org.moreau.text.WordVectors;

/**
 * Codes of words in two languages, learnt from their translations and tested on rated pairs.
 *
 * @param normalisation taken from the training pairs
 * @param data the content that is learnt from
 * @param stop of a test
 */
record WordsProblem(
    WordData words,
    ViewsNormalisation normalisation,
    ViewsDataset train,
    ViewsDataset validation,
    Sizes sizes,
    ReconstructionTask.Settings settings,
    String data,
    StopSignal stop)
    implements MultiviewProblem<ViewsAutoencoder> {
  /** What the names of metrics end with where the proximal layer is applied to batches. */
  static final String BATCH = " batch";

  /**
   * The sizes of the networks.
   *
   * @param code the entries h of a code
   * @param hidden the units of each hidden layer of an encoder
   */
  record Sizes(int code, List<Integer> hidden) {}

  /** With the {@code heldOut} share of the English words held out, as the seed has it. */
  static WordsProblem of(
      WordData words,
      double heldOut,
      Sizes sizes,
      ReconstructionTask.Settings settings,
      long seed,
      String data,
      StopSignal stop) {
    BilingualDictionary.Parts parts =
        words.dictionary().holdOut(heldOut, Seeds.random(seed, "held out"));
    if (parts.known().translations().size() < 2 || parts.heldOut().translations().size() < 2) {
      throw new IllegalArgumentException(
          "pairs must be enough to hold some out and to train on others, got "
              + words.dictionary().translations().size()
              + "; give more or another held-out share than "
              + heldOut);
    }
    ViewsDataset train = TranslationViews.of(parts.known(), words.english(), words.german());
    ViewsNormalisation normalisation = ViewsNormalisation.of(train);
    return new WordsProblem(
        words,
        normalisation,
        normalisation.apply(train),
        normalisation.apply(TranslationViews.of(parts.heldOut(), words.english(), words.german())),
        sizes,
        settings,
        data,
        stop);
  }

  @Override
  public String description() {
    return words.label()
        + " pairs="
        + words.dictionary().translations().size()
        + " validation="
        + validation.size()
        + " "
        + sizes
        + " batch="
        + settings.batchSize();
  }

  /** Says in the summary and above the table what the results are of. */
  void describe(Summary summary) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("label", words.label());
    facts.put("train", train.size());
    facts.put("validation", validation.size());
    String note =
        words.label()
            + " (pairs: train "
            + train.size()
            + ", validation "
            + validation.size()
            + ")";
    if (words.rated() != null) {
      Map<String, String> coverage = words.rated().coverage(words.vectors());
      facts.put("covered", coverage);
      note += "; rated pairs that have vectors: " + coverage.toString().replaceAll("[{}]", "");
    }
    summary.data(words.source().name(), facts);
    summary.note(note.replace('=', ' '));
  }

  @Override
  public int samples() {
    return train.size();
  }

  @Override
  public int stages(MultiviewMethod method) {
    return 1; // nothing is predicted from codes
  }

  @Override
  public ViewsAutoencoder network(MultiviewMethod method) {
    List<Integer> features = train.views().stream().map(View::features).toList();
    return new ViewsAutoencoder(features, sizes.hidden, sizes.code, method);
  }

  @Override
  public MultiviewTask task(ViewsAutoencoder network) {
    return new ReconstructionTask(network, train, validation, settings);
  }

  @Override
  public List<String> measures() {
    return metrics(rated());
  }

  /** The names of the correlations, those of Table 3 and then their mean. */
  static List<String> metrics(RatedTests tests) {
    List<String> all = new ArrayList<>();
    for (String test : tests.names()) {
      for (Language language : Language.values()) {
        all.add(RatedTests.metric(test, language));
      }
    }
    all.add(RatedTests.MEAN);
    return all;
  }

  private RatedTests rated() {
    return Objects.requireNonNull(words.rated());
  }

  /** What the vectors themselves do. */
  Map<String, Double> baseline() {
    return rated().scores(words.vectors());
  }

  /** What linear CCA of the vectors does, with as many components as a code has entries. */
  Map<String, Double> linear() {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      LinearCca cca = linearCca();
      RatedCodes codes = codes();
      Map<String, Double> scores =
          rated().scores(RatedCodes.projected(cca, codes.alone((view, vectors) -> vectors)));
      scores.put(ReconstructionTask.PARTNER_RANK, 100 * rank(cca));
      return scores;
    }
  }

  /** How well it finds held-out translations, as the mean reciprocal rank. */
  double linearRank() {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      return rank(linearCca());
    }
  }

  private LinearCca linearCca() {
    List<Tensor> known = all(train);
    return LinearCca.fit(known.get(0), known.get(1), sizes.code, 0);
  }

  private double rank(LinearCca cca) {
    List<Tensor> held = all(validation);
    return PartnerRank.of(cca.first().of(held.get(0)), cca.second().of(held.get(1)))
        .meanReciprocal();
  }

  private List<Tensor> all(ViewsDataset samples) {
    int[] indices = IntStream.range(0, samples.size()).toArray();
    return samples.batch(indices, settings.device(), ScalarType.Float).views();
  }

  private RatedCodes codes() {
    return new RatedCodes(words, rated(), normalisation, settings.device(), stop);
  }

  @Override
  public Map<String, Double> test(ViewsAutoencoder network) {
    Map<String, Double> results = new LinkedHashMap<>();
    if (words.rated() == null) {
      return results;
    }
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      Map<Language, WordVectors> alone = codes().alone(network::codeAlone);
      results.putAll(scores(network, alone, TestMode.DROPPED));
      if (network.join() != null) {
        Map<Language, WordVectors> joined = codes().joined(network, settings.batchSize(), alone);
        scores(network, joined, TestMode.BATCH)
            .forEach((name, value) -> results.put(name + BATCH, value));
      }
    }
    return results;
  }

  private Map<String, Double> scores(
      ViewsAutoencoder network, Map<Language, WordVectors> codes, TestMode mode) {
    LinearCca cca =
        ReconstructionTask.projection(
            network.joinedCodes(
                new StoppableViews(train, stop), settings.batchSize(), settings.device(), mode));
    return rated().scores(RatedCodes.projected(cca, codes));
  }
}
