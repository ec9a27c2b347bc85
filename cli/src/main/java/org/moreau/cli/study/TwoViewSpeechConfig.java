package org.moreau.cli.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.moreau.data.SpeakerNoise;
import org.moreau.data.SpeakerNoise.Mixing;
import org.moreau.data.SpeechDataset;
import org.moreau.data.SpeechSet;
import org.moreau.data.SpokenDigitStrings;
import org.moreau.data.Xrmb;
import org.moreau.engine.Check;
import org.moreau.representation.Agreement;
import org.moreau.representation.Prediction;
import org.moreau.representation.SpeechRecogniser;

/**
 * The settings of {@link TwoViewSpeechStudy}; what differs from the paper's is said in
 * docs/studies/two-view-speech.md.
 */
public record TwoViewSpeechConfig(
    @Setting("data: spoken-digits or xrmb (paper)") String data,
    @Setting("methods: vanilla, dcca, dccae, rrm, rrm-annealed, prox-net, prox-net-rrm")
        List<String> methods,
    @Setting("acoustic: a loss on each view, the acoustic one predicts; logit-average: one loss")
        List<String> prediction,
    @Setting("percent of another speaker in the acoustic features (paper: 0,20,50,80)")
        List<String> noise,
    @Setting("added: x + level n (published code); blended: (1 - level) x + level n") Mixing mixing,
    @Setting("strings to train on; 0 for 1,500 of spoken-digits and all of xrmb") int train,
    @Setting("strings to make choices on; 0 for 200 of spoken-digits and all of xrmb")
        int validation,
    @Setting("strings to test on; 0 for 300 of spoken-digits and all of xrmb") int test,
    @Setting("frames of a sequence of xrmb (paper: 1000)") int sequence,
    @Setting("every so many-th frame is used; 0 for 3 of spoken-digits and 1 of xrmb") int stride,
    @Setting("epochs of each stage") int epochs,
    @Setting("sequences in a batch (paper: 32)") int batchSize,
    @Setting("learning rate of Adam; 0 for 0.003, of xrmb 0.001 (paper: 0.0009 to 0.0013)")
        double learningRate,
    @Setting("weight decay (paper: 5e-4)") double weightDecay,
    @Setting("entries K of the code of a frame (paper: 12 to 20, by method)") int code,
    @Setting("units of each of two LSTM layers; 0 for 64, of xrmb 256 (paper: 256)") int hidden,
    @Setting("ReLU units of each of two layers of a head (paper: 256)") int head,
    @Setting("correlations that count; 0 for all") int components,
    @Setting("alpha0 of lambda_t = (1 + k t) alpha0 of the proximal layer (paper: 0.5)")
        double alpha0,
    @Setting("k of the same, and of the annealing of rrm-annealed (paper: 1)") double k,
    @Setting("weight of the agreement in rrm") double rrmWeight,
    @Setting("weight of the agreement in rrm-annealed at the start") double rrmAnnealedWeight,
    @Setting("weight of the reconstruction in dccae") double dccaeWeight,
    @Setting("weight of the agreement in prox-net-rrm (published code: 1)")
        double proxNetRrmWeight) {
  /** The name of strings of spoken digits in settings. */
  static final String DIGITS = "spoken-digits";

  /** The name of the paper's own data in settings. */
  static final String XRMB = "xrmb";

  /** The name of the setting that runs along the figure's axis. */
  static final String NOISE = "noise";

  private static final String PREDICTION = "prediction";
  private static final String ACOUSTIC = "acoustic";
  private static final String LOGIT_AVERAGE = "logit-average";

  /** Checks what the parts that use them would refuse only later. */
  public TwoViewSpeechConfig {
    methods = List.copyOf(methods);
    prediction = List.copyOf(prediction);
    noise = List.copyOf(noise);
    NearestName.require("data", data, List.of(DIGITS, XRMB));
    MultiviewForm.all(methods);
    prediction.forEach(
        one -> NearestName.require(PREDICTION, one, List.of(ACOUSTIC, LOGIT_AVERAGE)));
    requireEachOnce(PREDICTION, prediction);
    NumberList.real(NOISE, noise).forEach(level -> Check.inRange("each of noise", level, 0, 100));
    requireEachOnce(NOISE, NumberList.real(NOISE, noise));
    Check.nonNegative("train", train);
    Check.nonNegative("validation", validation);
    Check.nonNegative("test", test);
    Check.positive("sequence", sequence);
    Check.nonNegative("stride", stride);
    Check.positive("epochs", epochs);
    Check.positive("batch-size", batchSize);
    Check.nonNegative("learning-rate", learningRate);
    Check.nonNegative("weight-decay", weightDecay);
    Check.positive("code", code);
    Check.nonNegative("hidden", hidden);
    Check.positive("head", head);
    if (components < 0 || components > code) {
      throw new IllegalArgumentException(
          "components must be from 0 to the " + code + " entries of the code, got " + components);
    }
    new MultiviewForm.Constants(
        dccaeWeight, rrmWeight, rrmAnnealedWeight, proxNetRrmWeight, alpha0, k);
  }

  private static void requireEachOnce(String name, List<?> values) {
    if (values.isEmpty() || values.stream().distinct().count() < values.size()) {
      throw new IllegalArgumentException(
          name
              + " must have at least one value, each once, got "
              + values.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
  }

  /** What Table 2 varies. */
  record Variant(String prediction, String noise) {
    /** How the views predict. */
    Prediction form() {
      return prediction.equals(ACOUSTIC) ? Prediction.FIRST_VIEW : Prediction.LOGIT_AVERAGE;
    }
  }

  /** Predictions and, within them, levels of noise. */
  List<Variant> variants() {
    List<Variant> variants = new ArrayList<>();
    prediction.forEach(own -> noise.forEach(level -> variants.add(new Variant(own, level))));
    return variants;
  }

  /** What tells a variant from the others. */
  Map<String, String> facts(Variant variant) {
    Map<String, String> facts = new LinkedHashMap<>();
    if (prediction.size() > 1) {
      facts.put(PREDICTION, variant.prediction);
    }
    if (noise.size() > 1) {
      facts.put(NOISE, variant.noise);
    }
    return facts;
  }

  /** Settings that have no effect, and what they need. */
  Map<String, String> idle() {
    Map<String, String> idle = new LinkedHashMap<>(MultiviewForm.idle(methods));
    if (!isXrmb()) {
      idle.put("sequence", "data=" + XRMB);
    }
    return idle;
  }

  /** Whether it is about the paper's own data. */
  boolean isXrmb() {
    return data.equals(XRMB);
  }

  /** The set that {@code data} names. */
  SpeechSet set() {
    return isXrmb()
        ? new Xrmb(sequence)
        : new SpokenDigitStrings(or(train, 1_500), or(validation, 200), or(test, 300));
  }

  private double rate() {
    return learningRate > 0 ? learningRate : isXrmb() ? 1e-3 : 3e-3;
  }

  private static int or(int given, int usual) {
    return given == 0 ? usual : given;
  }

  /** The speech of a variant. */
  NoisySpeech speech(Variant variant) {
    return new NoisySpeech(
        set(),
        or(stride, isXrmb() ? 1 : 3),
        new NoisySpeech.Most(train, validation, test),
        new SpeakerNoise(Double.parseDouble(variant.noise) / 100, mixing));
  }

  /** What is trained. */
  List<MultiviewPlan> plans() {
    Agreement agreement = new Agreement(2, components);
    MultiviewForm.Constants constants =
        new MultiviewForm.Constants(
            dccaeWeight, rrmWeight, rrmAnnealedWeight, proxNetRrmWeight, alpha0, k);
    Descent descent = new Descent.Adaptive(new RateSchedule(rate(), List.of()), weightDecay);
    return MultiviewForm.all(methods).stream()
        .map(form -> new MultiviewPlan(form.method(agreement, constants), descent, epochs))
        .toList();
  }

  /** The sizes of the networks for speech. */
  SpeechRecogniser.Sizes sizes(SpeechDataset speech) {
    return new SpeechRecogniser.Sizes(
        List.of(speech.firstFeatures(), speech.secondFeatures()),
        or(hidden, isXrmb() ? 256 : 64),
        code,
        head,
        speech.classes(),
        speech.blank());
  }

  /** With few strings, epochs, units and levels of noise. */
  TwoViewSpeechConfig small() {
    return new TwoViewSpeechConfig(
        data,
        methods,
        prediction,
        noise.size() > 2 ? List.of(noise.get(0), noise.get(noise.size() - 1)) : noise,
        mixing,
        least(train, 32),
        least(validation, 8),
        least(test, 8),
        Math.min(sequence, 200),
        stride,
        Math.min(epochs, 2),
        Math.min(batchSize, 16),
        learningRate,
        weightDecay,
        Math.min(code, 8),
        least(hidden, 32),
        Math.min(head, 32),
        Math.min(components, 8),
        alpha0,
        k,
        rrmWeight,
        rrmAnnealedWeight,
        dccaeWeight,
        proxNetRrmWeight);
  }

  private static int least(int given, int most) {
    return given == 0 ? most : Math.min(given, most);
  }
}
