package org.moreau.cli.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.moreau.engine.Check;

/** LSTM, AdvLSTM and ProxLSTM on film reviews: is one good or bad. By default reduced in size. */
public final class ImdbStudy extends RecurrentStudy<ImdbStudy.Config> {
  private static final int PAPER_EMBEDDING = 256;
  private static final int PAPER_HIDDEN = 1_024;
  private static final int PAPER_DENSE = 30;

  /** The settings. The defaults are small enough for a CPU; docs/studies has the paper's. */
  public record Config(
      @Setting(
              "methods to compare; those where they start are trained too: lstm, and adv-lstm for"
                  + " prox-lstm; the default is those of the cell")
          List<String> methods,
      @Setting("cell of the recurrent layer (paper: lstm)") RecurrentCell cell,
      @Setting("training reviews, drawn by the seed; 0 for all") int reviews,
      @Setting(
              "most frequent words of the training part that are known; 0 for all that occur twice")
          int vocabulary,
      @Setting("words of a review's end that are read; 0 for all") int lastWords,
      @Setting("values of a word's embedding (paper: 256)") int embedding,
      @Setting("hidden units of the recurrent layer (paper: 1024)") int hidden,
      @Setting("units of the dense layer (paper: 30)") int dense,
      @Setting("by which the learning rate is multiplied after each step (paper: 0.9998)")
          double rateDecay,
      RecurrentSchedule schedule,
      RobustnessConfig robustness) {
    public Config {
      if (methods.equals(usual(RecurrentCell.LSTM))) {
        methods = usual(cell); // the default is asked for, whatever the cell
      }
      methods = RecurrentSchedule.methods(methods, cell);
      Check.nonNegative("reviews", reviews);
      Check.nonNegative("vocabulary", vocabulary);
      Check.nonNegative("last-words", lastWords);
      Check.positive("embedding", embedding);
      Check.positive("hidden", hidden);
      Check.positive("dense", dense);
      if (!(rateDecay > 0 && rateDecay <= 1)) {
        throw new IllegalArgumentException(
            "rate-decay must be > 0 and at most 1, got " + rateDecay);
      }
    }

    /** The methods of {@code cell} that the paper compares, and the control. */
    private static List<String> usual(RecurrentCell cell) {
      return cell.keys().stream().filter(key -> !key.endsWith("-intermediate")).toList();
    }

    /** Whether nothing is smaller than in the paper. */
    boolean isPapers() {
      return reduction().isEmpty();
    }

    /** In what it is not the paper's setting. */
    String reduction() {
      List<String> parts = new ArrayList<>();
      if (reviews != 0) {
        parts.add(reviews + " training reviews drawn");
      }
      if (vocabulary != 0) {
        parts.add(vocabulary + " words known");
      }
      if (lastWords != 0) {
        parts.add("last " + lastWords + " words");
      }
      if (embedding != PAPER_EMBEDDING) {
        parts.add("embedding " + embedding);
      }
      if (hidden != PAPER_HIDDEN) {
        parts.add("hidden " + hidden);
      }
      if (dense != PAPER_DENSE) {
        parts.add("dense " + dense);
      }
      return String.join(", ", parts);
    }

    private RecurrentPlan plan() {
      return new RecurrentPlan(
          methods,
          cell,
          new RecurrentPlan.Network(
              embedding,
              hidden,
              "embedding=" + embedding + " hidden=" + hidden + " dense=" + dense),
          schedule,
          rateDecay,
          true);
    }
  }

  @Override
  public String name() {
    return "imdb";
  }

  @Override
  public String title() {
    return "LSTM, AdvLSTM and ProxLSTM judge film reviews, reduced in size by default; test accuracy"
        + " and features";
  }

  @Override
  public String reference() {
    return "ProxNet, section 6.4, Table 4 (IMDB), Figure 9";
  }

  @Override
  public Config defaults() {
    return new Config(
        Config.usual(RecurrentCell.LSTM),
        RecurrentCell.LSTM,
        0,
        10_000,
        200,
        128,
        128,
        PAPER_DENSE,
        0.9998,
        new RecurrentSchedule(64, 5e-4, 0, 0, 6, 2, 2, 1, 0.3, 1, 1),
        RobustnessConfig.none("1", "2", "5", "10"));
  }

  @Override
  public Config quick(Config full) {
    return new Config(
        full.methods,
        full.cell,
        full.reviews == 0 ? 5_000 : Math.min(full.reviews, 5_000),
        full.vocabulary == 0 ? 5_000 : Math.min(full.vocabulary, 5_000),
        full.lastWords == 0 ? 50 : Math.min(full.lastWords, 50),
        Math.min(full.embedding, 32),
        Math.min(full.hidden, 32),
        full.dense,
        full.rateDecay,
        full.schedule.atMost(6, 1),
        full.robustness.atMost(RecurrentConfig.QUICK_ATTACKED));
  }

  /** Its validation part is large. */
  @Override
  public int gridSeeds(Config config) {
    return 1;
  }

  @Override
  public Map<String, String> idle(Config config) {
    Map<String, String> idle = new LinkedHashMap<>(config.robustness.idle());
    idle.putAll(config.plan().idle());
    return idle;
  }

  @Override
  RecurrentComparison comparison(Config config) {
    return new RecurrentComparison(
        new ImdbProblem(config), config.plan(), config.robustness, published(config));
  }

  /** The test accuracies of the paper in percent; none beside a reduced setting. */
  private static Map<RecurrentMethod, Double> published(Config config) {
    return config.isPapers()
        ? Map.of(
            RecurrentMethod.LSTM, 92.65,
            RecurrentMethod.ADV_LSTM, 93.65,
            RecurrentMethod.PROX_LSTM, 94.16)
        : Map.of();
  }
}
