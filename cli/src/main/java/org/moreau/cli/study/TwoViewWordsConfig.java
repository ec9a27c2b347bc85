package org.moreau.cli.study;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSet;
import org.moreau.data.FastText;
import org.moreau.data.ParallelWords;
import org.moreau.engine.Check;
import org.moreau.layer.StepSize;
import org.moreau.multiview.CanonicalCorrelation;
import org.moreau.representation.Agreement;
import org.moreau.representation.Dcca;
import org.moreau.representation.Dccae;
import org.moreau.representation.MultiviewMethod;
import org.moreau.representation.ProxNet;
import org.moreau.representation.Rrm;
import org.moreau.representation.Vanilla;

/**
 * The settings of {@link TwoViewWordsStudy}; what differs from the paper's is said in
 * docs/studies/two-view-words.md.
 */
public record TwoViewWordsConfig(
    @Setting("data: parallel-text, of which vectors are made, or fasttext (paper)") String data,
    @Setting("methods: baseline, lin-cca, vanilla, dcca, dccae, rrm, prox-net")
        List<String> methods,
    @Setting("numbers of a vector made of parallel text; fastText's have 300") int dimensions,
    @Setting(
            "pairs of translations, the first so many that have vectors; 0 for all (paper: 36,000)")
        int pairs,
    @Setting("share of the English words whose pairs are held out to choose by") double heldOut,
    @Setting("entries h of a code as a share of a vector's (paper's grid: 0.1,0.3,0.5,0.7,0.9)")
        double codeShare,
    @Setting("hidden layers of an encoder (paper's grid: 1 to 4)") int depth,
    @Setting("units of each hidden layer (paper's grid: 256,512,1024,2048)") int width,
    @Setting("pairs in a batch (paper's grid: 100,200,300,400)") int batchSize,
    @Setting("lambda of the proximal layer (paper's grid: 1e-3,0.01,0.1,1,10)") double lambda,
    @Setting("weight of the agreement in rrm") double rrmWeight,
    @Setting("weight of the reconstruction in dccae") double dccaeWeight,
    @Setting("epochs") int epochs,
    @Setting("learning rate of gradient descent (paper: 0.1)") double learningRate,
    @Setting("the epochs after which the rate is divided by 10 (paper: 100,200)")
        List<String> drops,
    @Setting("momentum (paper: 0.99)") double momentum,
    @Setting("weight decay (paper: 5e-4)") double weightDecay) {
  /** The method that takes the vectors as they are. */
  static final String BASELINE = "baseline";

  /** The method that takes linear CCA of the vectors. */
  static final String LINEAR = "lin-cca";

  private static final double QUICK_SHARE = 0.1; // of fastText's 300 numbers codes of 30

  private static final List<String> METHODS =
      List.of(BASELINE, LINEAR, "vanilla", "dcca", "dccae", "rrm", "prox-net");

  /** Checks what the parts that use them would refuse only later. */
  public TwoViewWordsConfig {
    methods = List.copyOf(methods);
    drops = List.copyOf(drops);
    NearestName.require("data", data, List.of(WordData.PARALLEL_TEXT, WordData.FAST_TEXT));
    methods.forEach(method -> NearestName.require("method", method, METHODS));
    if (methods.isEmpty() || methods.stream().distinct().count() < methods.size()) {
      throw new IllegalArgumentException(
          "methods must name at least one method, each once, got " + String.join(",", methods));
    }
    Check.positive("dimensions", dimensions);
    Check.nonNegative("pairs", pairs);
    share("held-out", heldOut);
    share("code-share", codeShare);
    Check.positive("depth", depth);
    Check.positive("width", width);
    if (batchSize < 2) {
      throw new IllegalArgumentException(
          "batch-size must be at least 2, as one pair has no correlation, got " + batchSize);
    }
    Check.positive("lambda", lambda);
    Check.positive("rrm-weight", rrmWeight);
    Check.positive("dccae-weight", dccaeWeight);
    Check.positive("epochs", epochs);
    Check.positive("learning-rate", learningRate);
    NumberList.whole("drops", drops).forEach(drop -> Check.positive("each of drops", drop));
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be in [0, 1), got " + momentum);
    }
    Check.nonNegative("weight-decay", weightDecay);
  }

  private static void share(String setting, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(setting + " must be between 0 and 1, got " + value);
    }
  }

  /** With small vectors and codes, few pairs and epochs. */
  TwoViewWordsConfig small() {
    return new TwoViewWordsConfig(
        data,
        methods,
        Math.min(dimensions, 30),
        pairs == 0 ? 2_000 : Math.min(pairs, 2_000),
        heldOut,
        Math.min(codeShare, QUICK_SHARE),
        depth,
        width,
        batchSize,
        lambda,
        rrmWeight,
        dccaeWeight,
        Math.min(epochs, 5),
        learningRate,
        drops,
        momentum,
        weightDecay);
  }

  /** Settings that have no effect, and what they need. */
  Map<String, String> idle() {
    Map<String, String> idle = new LinkedHashMap<>(MultiviewForm.idle(methods));
    idle.keySet().retainAll(List.of("dccae-weight", "rrm-weight"));
    if (!methods.contains("prox-net")) {
      idle.put("lambda", "methods=prox-net");
    }
    if (isFastText()) {
      idle.put("dimensions", "data=" + WordData.PARALLEL_TEXT);
    }
    return idle;
  }

  /** Whether it is about the paper's own data. */
  boolean isFastText() {
    return data.equals(WordData.FAST_TEXT);
  }

  /** The set that vectors and translations are taken from. */
  DataSet set() {
    return isFastText() ? new FastText() : new ParallelWords();
  }

  /** The words; rated pairs stay closed if not {@code tested}. */
  WordData read(DataFolders folders, boolean tested) throws IOException {
    WordData all =
        isFastText()
            ? WordData.ofFastText(folders, tested)
            : WordData.ofParallelText(folders, dimensions, tested);
    return all.first(pairs);
  }

  /** The networks for vectors of so many numbers. */
  WordsProblem.Sizes sizes(int numbers) {
    int code = Math.max(1, (int) Math.round(codeShare * numbers));
    return new WordsProblem.Sizes(code, Collections.nCopies(depth, width));
  }

  /** What is trained. */
  List<MultiviewPlan> plans() {
    Agreement agreement = new Agreement(2, CanonicalCorrelation.ALL);
    Map<String, MultiviewMethod> all =
        Map.of(
            "vanilla", new Vanilla(),
            "dcca", new Dcca(agreement),
            "dccae", new Dccae(agreement, dccaeWeight),
            "rrm", new Rrm(agreement, rrmWeight, 0),
            "prox-net", new ProxNet(agreement, new StepSize.Fixed(1 / lambda)));
    Descent descent =
        new Descent.Momentum(
            new RateSchedule(learningRate, NumberList.whole("drops", drops)),
            momentum,
            weightDecay);
    return methods.stream()
        .flatMap(key -> Stream.ofNullable(all.get(key)))
        .map(method -> new MultiviewPlan(method, descent, epochs))
        .toList();
  }
}
