package org.moreau.cli.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
import org.moreau.optim.WeightNormalisation;
import org.moreau.pathprox.Coupling;
import org.moreau.pathprox.Couplings;
import org.moreau.pathprox.PathNorm;
import org.moreau.pathprox.PathProx;

/**
 * Training by gradient descent with weight decay in one of its forms, or with the lasso Σ |w_ij| or
 * the group lasso Σ_i |w_i| of all weights by proximal steps. The groups of the latter are the rows
 * of every weight, the input vectors of units; output vectors are in no group of their own.
 */
record RegularisedTraining(Form form, double lambda, RateSchedule schedule) implements ImageMethod {
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
    PATHPROX("pathprox"),
    PATH_NORM_SGD("path-norm-sgd"),
    PATHPROX_TRANSFER("pathprox-transfer"),
    LASSO("lasso"),
    GROUP_LASSO("group-lasso"),
    WEIGHT_NORMALISATION("weight-normalisation"),
    PATHPROX_UNBALANCED("pathprox-unbalanced");

    final String key;

    Form(String key) {
      this.key = key;
    }

    /** The keys of all, in an order that gives each the same colour in every figure. */
    static List<String> keys() {
      return Arrays.stream(values()).map(form -> form.key).toList();
    }

    /** Whether it is PathProx or a variant of it. */
    boolean isPathProx() {
      return this == PATHPROX || this == PATHPROX_TRANSFER || this == PATHPROX_UNBALANCED;
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
    Optimizer optimizer = optimizer(couplings, parameters);
    return new Prepared(
        optimizer,
        schedule::at,
        penalty(norm, optimizer),
        () -> measures(norm),
        couplings.toString());
  }

  /**
   * What the first step adds to the loss over {@code images} without any step on the loss: by
   * normalising w_k, balancing and the threshold; 0 for all but PathProx.
   */
  <M extends Network & ImageClassifier> double firstJump(
      M network, ImageDataset images, Device device) {
    if (!form.isPathProx()) {
      return 0;
    }
    try (TensorScope scope = new TensorScope()) {
      double before = ImageScores.of(network, images, device).crossEntropy();
      Couplings couplings = couplings(network, () -> images.batch(new int[] {0, 1}, device));
      try (Optimizer optimizer = optimizer(couplings, ModelState.of(network).parameters())) {
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

  private Optimizer optimizer(Couplings couplings, Map<String, Tensor> parameters) {
    Set<String> weights =
        parameters.keySet().stream()
            .filter(name -> name.endsWith(".weight"))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return switch (form) {
      case WEIGHT_DECAY, PATH_NORM_SGD -> sgd(parameters);
      case WEIGHT_NORMALISATION -> new WeightNormalisation(parameters, weights, this::sgd);
      case LASSO -> proximal(new L1Norm(), parameters, weights);
      case GROUP_LASSO -> proximal(new L2Norm(), parameters, weights);
      case PATHPROX -> pathProx(parameters, couplings, true, false);
      case PATHPROX_TRANSFER -> pathProx(parameters, couplings, true, true);
      case PATHPROX_UNBALANCED -> pathProx(parameters, couplings, false, false);
    };
  }

  private Sgd sgd(Map<String, Tensor> parameters) {
    return new Sgd(parameters, Sgd.Settings.of(schedule.rate()));
  }

  private Optimizer pathProx(
      Map<String, Tensor> parameters, Couplings couplings, boolean balance, boolean transfer) {
    PathProx.Settings settings = new PathProx.Settings(lambda, balance, false, transfer);
    return new PathProx(sgd(parameters), couplings, settings);
  }

  private Optimizer proximal(
      ProximalOperator norm, Map<String, Tensor> parameters, Set<String> weights) {
    if (lambda == 0) {
      return sgd(parameters);
    }
    Map<String, Tensor> regularised = new LinkedHashMap<>(parameters);
    regularised.keySet().retainAll(weights);
    return new ProximalGradient(sgd(parameters), new Scaled(norm, lambda), regularised);
  }

  /** Biases are left out of every one. */
  private @Nullable Supplier<Tensor> penalty(PathNorm norm, Optimizer optimizer) {
    if (optimizer instanceof WeightNormalisation normalisation) {
      return () -> halfSquares(normalisation).mul(new Scalar(lambda));
    }
    return switch (form) {
      case WEIGHT_DECAY -> () -> norm.squares().mul(new Scalar(lambda));
      case PATH_NORM_SGD -> () -> norm.penalty().mul(new Scalar(lambda));
      default -> null;
    };
  }

  private static Tensor halfSquares(WeightNormalisation normalisation) {
    return Stream.concat(
            normalisation.lengths().values().stream(), normalisation.directions().values().stream())
        .map(part -> part.square().sum())
        .reduce(Tensor::add)
        .orElseThrow()
        .mul(new Scalar(0.5));
  }

  /** Path norm, half squares and active units, of all couplings and of each. */
  static Map<String, Double> measures(PathNorm norm) {
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put(PENALTY, norm.value());
    measures.put(HALF_SQUARES, norm.halfSquares());
    Map<Coupling, double[]> units = norm.byUnit();
    measures.put(ACTIVE, active(units.values().stream().flatMapToDouble(Arrays::stream).toArray()));
    units.forEach((coupling, values) -> measures.put(ACTIVE + " " + coupling, active(values)));
    return measures;
  }

  private static double active(double[] norms) {
    return 100.0 * Arrays.stream(norms).filter(norm -> norm > 0).count() / norms.length;
  }
}
