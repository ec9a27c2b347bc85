package org.moreau.pathprox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Where the output z of a layer goes, found by replacing it while all other layers keep theirs.
 *
 * @param consumer the one layer whose input depends on z; null where there is no such
 * @param homogeneous whether that input is positively homogeneous in z as a whole
 * @param byUnit whether it is so in each unit of z, and has its entries in the order of the units
 * @param linear whether it changes its sign with z
 * @param trouble why there is no consumer; empty where there is one
 */
record Link(
    @Nullable String consumer,
    boolean homogeneous,
    boolean byUnit,
    boolean linear,
    String trouble) {
  private static final double RELATIVE = 1e-5;

  /** What was seen of a start z: as it is, its multiples, and with a factor for each unit. */
  record Trial(Passes.Pass base, Map<Double, Passes.Pass> multiples, Passes.Pass scaled) {}

  static Link none(String trouble) {
    return new Link(null, false, false, false, trouble);
  }

  /**
   * The link that trials with z and with −z show.
   *
   * @param factors of the entries of the consumer's input in the scaled pass, by its name; a tensor
   *     that can be multiplied with the input, or null where units do not fit into it
   */
  static Link of(Trial plus, Trial minus, Factors factors) {
    Set<String> consumers = new TreeSet<>();
    List<Passes.Pass> others = new ArrayList<>(plus.multiples.values());
    others.addAll(List.of(plus.scaled, minus.base));
    for (Passes.Pass other : others) {
      plus.base
          .inputs()
          .forEach(
              (name, inputs) -> {
                if (differ(inputs, other.inputs().get(name))) {
                  consumers.add(name);
                }
              });
    }
    boolean ends = others.stream().anyMatch(o -> !equal(plus.base.result(), o.result()));
    if (ends) {
      return none(
          consumers.isEmpty()
              ? "its output is the network's"
              : "its output reaches the network's beside " + String.join(", ", consumers));
    }
    if (consumers.size() != 1) {
      return none(
          consumers.isEmpty()
              ? "nothing depends on its output"
              : "its output is shared by " + String.join(", ", consumers));
    }
    String consumer = consumers.iterator().next();
    if (plus.base.inputs(consumer).size() != 1) {
      return none("it feeds " + consumer + ", which is used several times");
    }
    Tensor factor = factors.of(consumer, input(plus.base, consumer));
    Predicate<Trial> whole =
        t ->
            t.multiples.entrySet().stream()
                .allMatch(
                    multiple ->
                        close(
                            input(multiple.getValue(), consumer),
                            input(t.base, consumer).mul(new Scalar(multiple.getKey()))));
    Predicate<Trial> units =
        t ->
            factor != null && close(input(t.scaled, consumer), input(t.base, consumer).mul(factor));
    boolean homogeneous = whole.test(plus) && whole.test(minus);
    return new Link(
        consumer,
        homogeneous,
        homogeneous && units.test(plus) && units.test(minus),
        close(input(minus.base, consumer), input(plus.base, consumer).neg()),
        "");
  }

  /** What the units' factors are at the input of another layer. */
  @FunctionalInterface
  interface Factors {
    @Nullable Tensor of(String consumer, Tensor input);
  }

  private static Tensor input(Passes.Pass pass, String layer) {
    return pass.inputs(layer).get(0).detach();
  }

  private static boolean differ(List<Tensor> a, @Nullable List<Tensor> b) {
    if (b == null || a.size() != b.size()) {
      return true;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(a.get(i), b.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean equal(Tensor a, Tensor b) {
    return a.equal(b);
  }

  private static boolean close(Tensor a, Tensor b) {
    try (NoGradGuard guard = new NoGradGuard()) {
      double size = b.abs().max().item_double();
      return torch.allclose(a, b, RELATIVE, RELATIVE * size * 0.1, false);
    }
  }
}
