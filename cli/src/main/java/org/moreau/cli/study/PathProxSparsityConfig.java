package org.moreau.cli.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.moreau.engine.Check;

/**
 * The settings of {@link PathProxSparsityStudy}; methods, networks, rates and lambdas are those of
 * the paper's fifth task.
 */
public record PathProxSparsityConfig(
    @Setting(
            "methods: weight-decay, lasso, group-lasso, pathprox, pathprox-transfer (not in the"
                + " paper)")
        List<String> methods,
    @Setting("network of weight decay, lasso and group lasso: " + DigitNetwork.NAMES)
        String network,
    @Setting("network of pathprox and pathprox-transfer, likewise") String pathproxNetwork,
    @Setting("training images of each class; 0 for all (paper: all)") int perClass,
    @Setting("images in a batch (paper: 200)") int batchSize,
    @Setting("epochs before pruning") int epochs,
    @Setting("the share of the epochs after which the learning rate is a tenth; 1 for never")
        double dropAfter,
    @Setting("values of lambda (paper: 1e-4,1e-3,3e-3,0.01)") List<String> lambdas,
    @Setting("learning rates, each with each lambda (paper: 0.01,0.03)") List<String> rates,
    @Setting(
            "units with a path norm of at most this share of the largest of their layer are"
                + " pruned too; 0 for zero units alone (paper: 0)")
        double share,
    @Setting("epochs after pruning, without a regulariser") int fineTuningEpochs,
    @Setting("learning rate after pruning") double fineTuningRate,
    @Setting(
            "points of validation accuracy below the best unpruned network that most_removed"
                + " allows")
        double allowedLoss) {
  private static final List<RegularisedTraining.Form> FORMS =
      List.of(
          RegularisedTraining.Form.WEIGHT_DECAY,
          RegularisedTraining.Form.LASSO,
          RegularisedTraining.Form.GROUP_LASSO,
          RegularisedTraining.Form.PATHPROX,
          RegularisedTraining.Form.PATHPROX_TRANSFER);

  /** Checks what the parts that use them would refuse only later. */
  public PathProxSparsityConfig {
    methods = List.copyOf(methods);
    lambdas = List.copyOf(lambdas);
    rates = List.copyOf(rates);
    RegularisedTraining.Form.all(methods, FORMS);
    DigitNetwork.named(network);
    DigitNetwork.named(pathproxNetwork);
    Check.nonNegative("per-class", perClass);
    Check.positive("batch-size", batchSize);
    Check.positive("epochs", epochs);
    Check.inRange("drop-after", dropAfter, 0, 1);
    numbers("lambdas", lambdas);
    numbers("rates", rates);
    Check.inRange("share", share, 0, Math.nextDown(1.0));
    Check.positive("fine-tuning-epochs", fineTuningEpochs);
    Check.positive("fine-tuning-rate", fineTuningRate);
    Check.nonNegative("allowed-loss", allowedLoss);
  }

  /** The methods. */
  List<RegularisedTraining.Form> forms() {
    return RegularisedTraining.Form.all(methods, FORMS);
  }

  ScaledImages.Use use() {
    return new ScaledImages.Use(perClass, 0, 0);
  }

  List<Candidate> candidates() {
    List<Candidate> candidates = new ArrayList<>();
    for (RegularisedTraining.Form form : forms()) {
      for (double lambda : numbers("lambdas", lambdas)) {
        for (double rate : numbers("rates", rates)) {
          candidates.add(new Candidate(form, lambda, rate));
        }
      }
    }
    return candidates;
  }

  DigitNetwork network(RegularisedTraining.Form form) {
    return DigitNetwork.named(form.isPathProx() ? pathproxNetwork : network);
  }

  private RegularisedTraining method(Candidate candidate) {
    return new RegularisedTraining(
        candidate.form(),
        candidate.lambda(),
        new RateSchedule(candidate.rate(), (int) Math.round(dropAfter * epochs)));
  }

  ImageTraining.Plan plan(Candidate candidate) {
    String images = network(candidate.form()).key + " per-class=" + perClass;
    return new ImageTraining.Plan(method(candidate), images, batchSize, epochs, false, true);
  }

  ImageTraining.Plan fineTuning(Candidate candidate) {
    ImageTraining.Plan before = plan(candidate);
    return new ImageTraining.Plan(
        new FineTuning(before.method(), fineTuningRate),
        before.network() + " after " + epochs + " epochs without units of share=" + share,
        batchSize,
        fineTuningEpochs,
        false,
        true);
  }

  /** One training. */
  record Candidate(RegularisedTraining.Form form, double lambda, double rate) {
    Map<String, Object> facts() {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("lambda", lambda);
      facts.put("rate", rate);
      return facts;
    }

    String name() {
      return form.key + " lambda=" + SettingText.of(lambda) + " rate=" + SettingText.of(rate);
    }

    String fileName(long seed) {
      return name().replace(' ', '-').replace("=", "") + "-seed" + seed;
    }
  }

  private static List<Double> numbers(String setting, List<String> texts) {
    List<Double> values = new ArrayList<>();
    for (String text : texts) {
      try {
        values.add(Check.positive("each of " + setting, Double.parseDouble(text)));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            setting + " must be numbers separated by commas, got " + text, e);
      }
    }
    if (values.isEmpty() || values.stream().distinct().count() < values.size()) {
      throw new IllegalArgumentException(
          setting + " must name at least one number, each once, got " + String.join(",", texts));
    }
    return values;
  }
}
