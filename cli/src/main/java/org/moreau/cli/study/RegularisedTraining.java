package org.moreau.cli.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.calculus.Scaled;
import org.moreau.data.ImageBatch;
import org.moreau.data.ImageDataset;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;
import org.moreau.model.ImageClassifier;
import org.moreau.model.ImageScores;
import org.moreau.model.ModelState;
import org.moreau.operator.L1Norm;
import org.moreau.operator.L2Norm;
import org.moreau.operator.ProximalOperator;
import org.moreau.optim.Optimizer;
import org.moreau.optim.ProximalGradient;
import org.moreau.optim.Sgd;
import org.moreau.pathprox.Couplings;
import org.moreau.pathprox.PathNorm;
import org.moreau.pathprox.PathProx;

/**
 * Training by gradient descent with weight decay in one of its forms, or with the lasso Σ |w_ij| or
 * the group lasso Σ_i |w_i| of all weights by proximal steps. The groups of the latter are the rows
 * of every weight, the input vectors of units; output vectors are in no group of their own.
 */
record RegularisedTraining(Form form, double lambda, Schedule schedule) implements ImageMethod {
  /** λ times the balanced half squares of all weights: the path norm of the coupled ones. */
  static final String PENALTY = "path_norm";

  /** Half the squares of all weights as they are. */
  static final String HALF_SQUARES = "half_squares";

  /** The share of units whose path norm is not 0, in percent. */
  static final String ACTIVE = "active_units";

  private static final int EXAMPLES = 8; // to find couplings with

  /** How weights are kept small. */
  enum Form {
    WEIGHT_DECAY("weight-decay"),
    PATH_NORM_SGD("path-norm-sgd"),
    LASSO("lasso"),
    GROUP_LASSO("group-lasso"),
    PATHPROX("pathprox"),
    PATHPROX_TRANSFER("pathprox-transfer");

    final String key;

    Form(String key) {
      this.key = key;
    }

    /**
     * Reads the setting {@code methods}, which must name some of {@code choice}, each once.
     *
     * @throws IllegalArgumentException if there is no such method
     */
    static List<Form> all(List<String> keys, List<Form> choice) {
      List<String> known = choice.stream().map(form -> form.key).toList();
      for (String key : keys) {
        if (!known.contains(key)) {
          throw new IllegalArgumentException(
              "method must be one of " + String.join(", ", known) + ", got " + key);
        }
      }
      if (keys.isEmpty() || keys.stream().distinct().count() < keys.size()) {
        throw new IllegalArgumentException(
            "methods must name at least one method, each once, got " + String.join(",", keys));
      }
      return keys.stream().map(key -> choice.get(known.indexOf(key))).toList();
    }
  }

  /**
   * The learning rate.
   *
   * @param rate of the first epochs
   * @param dropAfter the last epochs before it is divided by 10
   */
  record Schedule(double rate, List<Integer> dropAfter) {
    Schedule {
      dropAfter = List.copyOf(dropAfter);
    }

    /** With one drop. */
    Schedule(double rate, int dropAfter) {
      this(rate, List.of(dropAfter));
    }

    double at(int epoch) {
      double now = rate;
      for (int last : dropAfter) {
        now = epoch <= last ? now : now / 10;
      }
      return now;
    }
  }

  @Override
  public String key() {
    return form.key;
  }

  @Override
  public String description() {
    return "lambda=" + lambda + " " + schedule;
  }

  @Override
  public <M extends Network & ImageClassifier> Prepared prepare(
      M network, Map<String, Tensor> parameters, Supplier<ImageBatch> first) {
    Couplings couplings = couplings(network, first);
    PathNorm norm = new PathNorm(couplings);
    Sgd sgd = new Sgd(parameters, Sgd.Settings.of(schedule.rate));
    return new Prepared(
        optimizer(sgd, couplings, parameters), schedule::at, penalty(norm), () -> measures(norm));
  }

  /**
   * What the first step adds to the loss over {@code images} without any step on the loss: by
   * normalising w_k, balancing and the threshold; 0 for methods that have none of these.
   */
  <M extends Network & ImageClassifier> double firstJump(
      M network, ImageDataset images, Device device) {
    if (form == Form.WEIGHT_DECAY || form == Form.PATH_NORM_SGD) {
      return 0;
    }
    try (TensorScope scope = new TensorScope()) {
      double before = ImageScores.of(network, images, device).crossEntropy();
      Couplings couplings = couplings(network, () -> images.batch(new int[] {0, 1}, device));
      Map<String, Tensor> parameters = ModelState.of(network).parameters();
      Sgd still = new Sgd(parameters, Sgd.Settings.of(schedule.rate));
      try (Optimizer optimizer = optimizer(still, couplings, parameters)) {
        optimizer.step(); // there are no gradients
      }
      return ImageScores.of(network, images, device).crossEntropy() - before;
    }
  }

  private static <M extends Network & ImageClassifier> Couplings couplings(
      M network, Supplier<ImageBatch> first) {
    try (TensorScope scope = new TensorScope()) {
      Tensor images = first.get().images();
      return Couplings.find(
          network, network::logits, images.narrow(0, 0, Math.min(EXAMPLES, images.size(0))));
    }
  }

  private Optimizer optimizer(Sgd sgd, Couplings couplings, Map<String, Tensor> parameters) {
    return switch (form) {
      case WEIGHT_DECAY, PATH_NORM_SGD -> sgd;
      case LASSO -> proximal(sgd, new L1Norm(), parameters);
      case GROUP_LASSO -> proximal(sgd, new L2Norm(), parameters);
      case PATHPROX, PATHPROX_TRANSFER -> {
        boolean transfers = form == Form.PATHPROX_TRANSFER;
        yield new PathProx(sgd, couplings, new PathProx.Settings(lambda, true, false, transfers));
      }
    };
  }

  /** Biases are left out. */
  private Optimizer proximal(Sgd sgd, ProximalOperator norm, Map<String, Tensor> parameters) {
    if (lambda == 0) {
      return sgd;
    }
    Map<String, Tensor> weights = new LinkedHashMap<>(parameters);
    weights.keySet().removeIf(name -> !name.endsWith(".weight"));
    return new ProximalGradient(sgd, new Scaled(norm, lambda), weights);
  }

  private @Nullable Supplier<Tensor> penalty(PathNorm norm) {
    return switch (form) {
      case WEIGHT_DECAY -> () -> norm.squares().mul(new Scalar(lambda));
      case PATH_NORM_SGD -> () -> norm.penalty().mul(new Scalar(lambda));
      case LASSO, GROUP_LASSO, PATHPROX, PATHPROX_TRANSFER -> null;
    };
  }

  private static Map<String, Double> measures(PathNorm norm) {
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put(PENALTY, norm.value());
    measures.put(HALF_SQUARES, norm.halfSquares());
    double[] units = norm.byUnit().values().stream().flatMapToDouble(Arrays::stream).toArray();
    long active = Arrays.stream(units).filter(value -> value > 0).count();
    measures.put(ACTIVE, 100.0 * active / units.length);
    return measures;
  }
}
