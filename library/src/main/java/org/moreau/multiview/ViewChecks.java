package org.moreau.multiview;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.engine.TensorData;

/** What a view must be, with messages that say what it is. */
final class ViewChecks {
  private ViewChecks() {}

  static void shape(String name, Tensor view) {
    Check.shape(name, view, -1, -1);
    if (view.size(1) == 0) {
      throw new IllegalArgumentException(
          name + " must have at least 1 feature, got the shape " + Arrays.toString(view.shape()));
    }
    if (!view.is_floating_point()) {
      throw new IllegalArgumentException(
          name + " must be of real numbers, got the type " + view.scalar_type());
    }
  }

  /** The same rows, type and device as another view. */
  static void like(String name, Tensor view, String otherName, Tensor other) {
    if (view.size(0) != other.size(0)) {
      throw new IllegalArgumentException(
          "views must have the same rows, one for each example: "
              + otherName
              + " has "
              + other.size(0)
              + ", "
              + name
              + " has "
              + view.size(0));
    }
    Check.sameKind(name, view, otherName, other);
  }

  static void rows(long n) {
    if (n < 2) {
      throw new IllegalArgumentException(
          "a correlation needs at least 2 rows, got " + n + "; take larger batches");
    }
  }

  static void finite(String name, Tensor view) {
    double[] values = TensorData.doubles(view);
    int columns = (int) view.size(1);
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            name
                + " must be finite, got "
                + values[i]
                + " in row "
                + i / columns
                + ", column "
                + i % columns);
      }
    }
  }
}
