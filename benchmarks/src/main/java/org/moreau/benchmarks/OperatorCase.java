package org.moreau.benchmarks;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Seeds;
import org.moreau.operator.ProximalOperator;

/**
 * An operator at the size at which it is timed.
 *
 * @param shape of x
 * @param make the operator, for x of any type
 * @param start from x to where the generic solver may start; null where the function is not smooth
 */
record OperatorCase(
    String name,
    long[] shape,
    Supplier<ProximalOperator> make,
    @Nullable UnaryOperator<Tensor> start) {
  private static final long SEED = 1;

  /** An operator that the generic solver cannot replace. */
  static <P extends ProximalOperator> OperatorCase of(
      Class<P> type, Supplier<P> make, long... shape) {
    return new OperatorCase(type.getSimpleName(), shape, make::get, null);
  }

  /** A smooth function, which the generic solver can map too. */
  static <P extends ProximalOperator> OperatorCase smooth(
      Class<P> type, Supplier<P> make, long... shape) {
    return of(type, make, shape).startingAt(x -> x);
  }

  OperatorCase startingAt(UnaryOperator<Tensor> start) {
    return new OperatorCase(name, shape, make, start);
  }

  /** Standard normal numbers in float32, the same each time. */
  Tensor x() {
    Seeds.torch(SEED, "bench", name);
    return torch.randn(shape);
  }
}
