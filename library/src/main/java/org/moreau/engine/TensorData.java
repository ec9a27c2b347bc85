package org.moreau.engine;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Copies between tensors and Java arrays; the one place that touches native addresses. */
public final class TensorData {
  private TensorData() {}

  /** A float32 tensor of {@code shape} on the CPU with a copy of {@code values}, row by row. */
  public static Tensor of(float[] values, long... shape) {
    NativeLibraries.load();
    Tensor tensor = torch.zeros(shape, new TensorOptions(ScalarType.Float));
    requireCount(tensor, values.length);
    if (values.length > 0) {
      try (FloatPointer data = tensor.data_ptr_float()) {
        data.put(values);
      }
    }
    return tensor;
  }

  /** A float64 tensor of {@code shape} on the CPU with a copy of {@code values}, row by row. */
  public static Tensor of(double[] values, long... shape) {
    NativeLibraries.load();
    Tensor tensor = torch.empty(shape, new TensorOptions(ScalarType.Double), null);
    requireCount(tensor, values.length);
    if (values.length > 0) {
      try (DoublePointer data = tensor.data_ptr_double()) {
        data.put(values);
      }
    }
    return tensor;
  }

  /** An int64 tensor of {@code shape} on the CPU with a copy of {@code values}, row by row. */
  public static Tensor of(long[] values, long... shape) {
    NativeLibraries.load();
    Tensor tensor = torch.zeros(shape, new TensorOptions(ScalarType.Long));
    requireCount(tensor, values.length);
    if (values.length > 0) {
      try (LongPointer data = tensor.data_ptr_long()) {
        data.put(values);
      }
    }
    return tensor;
  }

  /** A uint8 tensor of {@code shape} on the CPU with a copy of {@code values}, row by row. */
  public static Tensor of(byte[] values, long... shape) {
    return of(values, ScalarType.Byte, shape);
  }

  /** The values of {@code tensor}, row by row, as float. */
  public static float[] floats(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    if (values.length > 0) {
      try (TensorScope scope = new TensorScope()) {
        plain(tensor, ScalarType.Float).data_ptr_float().get(values);
      }
    }
    return values;
  }

  /** Copies a contiguous float32 tensor [rows, n] on the CPU into an array of n for each row. */
  public static void readRows(Tensor tensor, float[][] rows) {
    try (FloatPointer data = rowData(tensor, rows)) {
      for (int i = 0; i < rows.length; i++) {
        data.position((long) i * rows[i].length).get(rows[i]);
      }
    }
  }

  /** Copies arrays of n into the rows of a contiguous float32 tensor [rows, n] on the CPU. */
  public static void writeRows(float[][] rows, Tensor tensor) {
    try (FloatPointer data = rowData(tensor, rows)) {
      for (int i = 0; i < rows.length; i++) {
        data.position((long) i * rows[i].length).put(rows[i]);
      }
    }
  }

  private static FloatPointer rowData(Tensor tensor, float[][] rows) {
    long[] shape = tensor.shape();
    boolean fits = shape.length == 2 && shape[0] == rows.length && tensor.is_contiguous();
    for (int i = 0; fits && i < rows.length; i++) {
      fits = rows[i].length == shape[1];
    }
    if (!fits || tensor.is_cuda()) {
      throw new IllegalArgumentException(
          "the tensor must be contiguous on the CPU, of the shape of the " + rows.length + " rows");
    }
    return tensor.data_ptr_float();
  }

  /** The values of {@code tensor}, row by row, as double. */
  public static double[] doubles(Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.numel())];
    if (values.length > 0) {
      try (TensorScope scope = new TensorScope()) {
        plain(tensor, ScalarType.Double).data_ptr_double().get(values);
      }
    }
    return values;
  }

  /** The values of {@code tensor}, row by row, as long. */
  public static long[] longs(Tensor tensor) {
    long[] values = new long[Math.toIntExact(tensor.numel())];
    if (values.length > 0) {
      try (TensorScope scope = new TensorScope()) {
        plain(tensor, ScalarType.Long).data_ptr_long().get(values);
      }
    }
    return values;
  }

  /** The bytes of {@code tensor} as they lie in memory, row by row. */
  public static byte[] bytes(Tensor tensor) {
    byte[] values = new byte[Math.toIntExact(tensor.numel() * tensor.element_size())];
    if (values.length > 0) {
      try (TensorScope scope = new TensorScope()) {
        new BytePointer(plain(tensor, tensor.scalar_type()).data_ptr()).get(values);
      }
    }
    return values;
  }

  /** A tensor of {@code type} and {@code shape} on the CPU with a copy of {@code bytes}. */
  static Tensor of(byte[] bytes, ScalarType type, long... shape) {
    NativeLibraries.load();
    Tensor tensor = torch.zeros(shape, new TensorOptions(type));
    if (tensor.numel() * tensor.element_size() != bytes.length) {
      throw new IllegalArgumentException(
          "bytes must be "
              + tensor.numel() * tensor.element_size()
              + " for this shape, got "
              + bytes.length);
    }
    if (bytes.length > 0) {
      new BytePointer(tensor.data_ptr()).put(bytes);
    }
    return tensor;
  }

  /** The bytes of a tensor; -1 where it is beyond all files. */
  static long byteCount(long[] shape, ScalarType type) {
    try {
      long count = torch.elementSize(type);
      for (long size : shape) {
        count = Math.multiplyExact(count, size);
      }
      return count;
    } catch (ArithmeticException e) {
      return -1;
    }
  }

  private static Tensor plain(Tensor tensor, ScalarType type) {
    boolean fits = !tensor.is_cuda() && tensor.scalar_type().intern() == type.intern();
    Tensor here = fits ? tensor : tensor.to(new org.bytedeco.pytorch.Device("cpu"), type);
    return here.detach().contiguous();
  }

  private static void requireCount(Tensor tensor, int count) {
    if (tensor.numel() != count) {
      throw new IllegalArgumentException(
          "values must be " + tensor.numel() + " for this shape, got " + count);
    }
  }
}
