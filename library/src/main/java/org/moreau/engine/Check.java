package org.moreau.engine;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Argument checks whose message holds the name, the rule and the value; NaN passes none of them.
 */
public final class Check {
  private Check() {}

  /** Returns {@code value} if it is finite and > 0. */
  public static double positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be > 0 and finite, got " + value);
    }
    return value;
  }

  /** Returns {@code value} if it is at least 1. */
  public static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, got " + value);
    }
    return value;
  }

  /** Returns {@code value} if it is finite and >= 0. */
  public static double nonNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be >= 0 and finite, got " + value);
    }
    return value;
  }

  /** Returns {@code value} if it is at least 0. */
  public static int nonNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " must be at least 0, got " + value);
    }
    return value;
  }

  /** Returns {@code value} if {@code low <= value <= high}. */
  public static double inRange(String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          name + " must be in [" + low + ", " + high + "], got " + value);
    }
    return value;
  }

  /** Returns {@code tensor} if its shape is {@code expected}; -1 stands for any size. */
  public static Tensor shape(String name, Tensor tensor, long... expected) {
    alive(name, tensor);
    long[] actual = tensor.shape();
    boolean fits = actual.length == expected.length;
    for (int i = 0; fits && i < expected.length; i++) {
      fits = expected[i] < 0 || expected[i] == actual[i];
    }
    if (!fits) {
      String rule = Arrays.toString(expected).replace("-1", "any");
      throw new IllegalArgumentException(
          name + " must have the shape " + rule + ", got " + Arrays.toString(actual));
    }
    return tensor;
  }

  /** Returns {@code tensor} if it has the type and the device of {@code like}. */
  public static Tensor sameKind(String name, Tensor tensor, String likeName, Tensor like) {
    alive(name, tensor);
    String type = tensor.scalar_type().toString();
    String likeType = like.scalar_type().toString();
    if (!type.equals(likeType)) {
      throw new IllegalArgumentException(
          name + " must have the type " + likeType + " of " + likeName + ", got " + type);
    }
    String device = device(tensor);
    String likeDevice = device(like);
    if (!device.equals(likeDevice)) {
      throw new IllegalArgumentException(
          name + " must be on the device " + likeDevice + " of " + likeName + ", got " + device);
    }
    return tensor;
  }

  private static String device(Tensor tensor) {
    return tensor.device().str().getString();
  }

  private static void alive(String name, Tensor tensor) {
    if (tensor.isNull()) {
      throw new IllegalArgumentException(
          name + " must be alive, but its TensorScope was closed: keep it with TensorScope.keep");
    }
  }
}
