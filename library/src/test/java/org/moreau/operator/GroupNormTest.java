package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class GroupNormTest extends ProximalOperatorContract {
  private static final List<int[]> GROUPS = List.of(new int[] {4, 0}, new int[] {1, 5, 3});

  @Override
  protected ProximalOperator operator() {
    return GroupNorm.ofIndices(6, GROUPS);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = x.clone();
    for (int[] group : GROUPS) {
      double squares = 0;
      for (int i : group) {
        squares += x[i] * x[i];
      }
      for (int i : group) {
        y[i] = Math.sqrt(squares) <= step ? 0 : x[i] * (1 - step / Math.sqrt(squares));
      }
    }
    return y;
  }

  @Test
  void freeEntriesDoNotCountAndStay() {
    Tensor x = TensorData.of(new double[] {3, 0, 7, 0, 4, 0}, 1, 6);

    assertEquals(5, operator().value(x).item_double());
    assertArrayEquals(new double[] {0, 0, 7, 0, 0, 0}, TensorData.doubles(operator().prox(x, 6)));
  }

  @Test
  void anIdPerEntrySaysTheSameAsIndices() {
    Tensor x = points();

    assertArrayEquals(
        TensorData.doubles(operator().prox(x, 0.7)),
        TensorData.doubles(new GroupNorm(0, 1, -1, 1, 0, 1).prox(x, 0.7)));
  }

  @Test
  void groupsOfOneAreTheL1NormAndAGroupOfAllIsTheL2Norm() {
    Tensor x = points();
    double[] single = TensorData.doubles(GroupNorm.rows(6, 1).prox(x, 0.7));
    double[] whole = TensorData.doubles(GroupNorm.rows(1, 6).prox(x, 0.7));

    assertArrayEquals(TensorData.doubles(new L1Norm().prox(x, 0.7)), single, 1e-12);
    assertArrayEquals(TensorData.doubles(new L2Norm().prox(x, 0.7)), whole, 1e-12);
  }

  @Test
  void rowsOfAMatrixAreGroups() {
    Tensor x = points().view(3, 2, 3);
    Tensor alone = new L2Norm().prox(x.view(6, 3), 0.7);

    assertArrayEquals(
        TensorData.doubles(alone), TensorData.doubles(GroupNorm.rows(2, 3).prox(x, 0.7)), 1e-12);
  }

  @Test
  void aGroupMayBeFarSmallerThanAnother() {
    Tensor x = TensorData.of(new double[] {3e15, 4e15, 3e-15, 4e-15}, 1, 4);
    Tensor small = x.to(ScalarType.Float);
    ProximalOperator operator = GroupNorm.rows(2, 2);

    double[] y = TensorData.doubles(operator.prox(small, 2.5e-15).mul(new Scalar(1e15)));

    assertArrayEquals(new double[] {1.5, 2}, new double[] {y[2], y[3]}, 1e-6);
    assertTrue(Math.abs(y[0] / 3e30 - 1) < 1e-6);
  }

  @Test
  void rejectsGroupsThatOverlapOrLieOutsideByIndex() {
    assertEquals(
        "groups must not overlap, got 1 twice", error(List.of(new int[] {0, 1}, new int[] {1})));
    assertEquals("groups must hold indices in [0, 2], got 3", error(List.of(new int[] {3})));
    assertEquals(
        "groupOf must be >= -1, got -2 at entry 1",
        assertThrows(IllegalArgumentException.class, () -> new GroupNorm(0, -2)).getMessage());
    assertEquals(
        "x must have members of 6 entries, got 5",
        assertThrows(
                IllegalArgumentException.class,
                () -> operator().prox(points().narrow(1, 0, 5), 1.0))
            .getMessage());
  }

  private static String error(List<int[]> groups) {
    return assertThrows(IllegalArgumentException.class, () -> GroupNorm.ofIndices(3, groups))
        .getMessage();
  }
}
