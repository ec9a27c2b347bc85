package org.moreau.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.ConvPaddingMode;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Convolution of x [batch, in, size...] with W [out, in / groups, kernel...], plus b [out] where
 * there is one, over one to three dimensions.
 *
 * @param before padding at the start of each dimension
 * @param after padding at its end
 * @param paddingMode constant (zeros), reflect, replicate or circular
 */
public record ConvolutionMap(
    List<Long> kernel,
    List<Long> stride,
    List<Long> before,
    List<Long> after,
    List<Long> dilation,
    long groups,
    String paddingMode)
    implements LinearMap {
  private static final String ZEROS = "constant";

  public ConvolutionMap {
    kernel = List.copyOf(kernel);
    stride = List.copyOf(stride);
    before = List.copyOf(before);
    after = List.copyOf(after);
    dilation = List.copyOf(dilation);
  }

  /** What libtorch's options say; those for 1, 2 and 3 dimensions have no type in common. */
  record Options(
      LongPointer kernel,
      LongPointer stride,
      Supplier<LongPointer> padding,
      Supplier<?> valid,
      LongPointer dilation,
      LongPointer groups,
      ConvPaddingMode mode) {}

  static ConvolutionMap of(int dimensions, Options options) {
    List<Long> kernel = list(options.kernel, dimensions);
    List<Long> dilation = list(options.dilation, dimensions);
    List<Long> before;
    List<Long> after;
    if (holds(options.padding)) {
      before = list(options.padding.get(), dimensions);
      after = before;
    } else if (holds(options.valid)) {
      before = Collections.nCopies(dimensions, 0L);
      after = before;
    } else { // same size
      before = new ArrayList<>();
      after = new ArrayList<>();
      for (int i = 0; i < dimensions; i++) {
        long reach = dilation.get(i) * (kernel.get(i) - 1);
        before.add(reach / 2);
        after.add(reach - reach / 2);
      }
      if (!mode(options.mode).equals(ZEROS)) {
        // Libtorch's layers pad the last dimension by what the first one needs, and so on.
        Collections.reverse(before);
        Collections.reverse(after);
      }
    }
    return new ConvolutionMap(
        kernel,
        list(options.stride, dimensions),
        before,
        after,
        dilation,
        options.groups.get(),
        mode(options.mode));
  }

  private static String mode(ConvPaddingMode mode) {
    if (holds(mode::get0)) {
      return ZEROS;
    }
    if (holds(mode::get1)) {
      return "reflect";
    }
    return holds(mode::get2) ? "replicate" : "circular";
  }

  // A variant can only be asked by trying; what it does not hold is a C++ exception.
  private static boolean holds(Supplier<?> alternative) {
    try {
      return alternative.get() != null;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static List<Long> list(LongPointer pointer, int size) {
    List<Long> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(pointer.get(i));
    }
    return list;
  }

  private static long[] array(List<Long> list) {
    return list.stream().mapToLong(Long::longValue).toArray();
  }

  /** The number of dimensions that the kernel moves along. */
  public int dimensions() {
    return kernel.size();
  }

  @Override
  public Tensor forward(Tensor x, List<Tensor> parameters) {
    boolean single = x.dim() == dimensions() + 1;
    Tensor image = single ? x.unsqueeze(0) : x;
    TensorOptional bias =
        parameters.size() > 1 ? new TensorOptional(parameters.get(1)) : new TensorOptional();
    Tensor z =
        torch.convolution(
            isNative() ? image : padded(image),
            parameters.get(0),
            bias,
            array(stride),
            nativePadding(),
            array(dilation),
            false,
            new long[dimensions()],
            groups);
    return single ? z.squeeze(0) : z;
  }

  /** For W and b; the second is not used where the layer has no bias. */
  @Override
  public List<Tensor> adjoint(Tensor x, Tensor u) {
    boolean single = x.dim() == dimensions() + 1;
    Tensor image = single ? x.unsqueeze(0) : x;
    Tensor input = isNative() ? image : padded(image);
    Tensor cotangent = single ? u.unsqueeze(0) : u;
    long out = cotangent.size(1);
    long[] shape = new long[dimensions() + 2];
    shape[0] = out;
    shape[1] = input.size(1) / groups;
    for (int i = 0; i < dimensions(); i++) {
      shape[i + 2] = kernel.get(i);
    }
    Tensor like = cotangent.new_empty(new long[] {1}).expand(shape);
    T_TensorTensorTensor_T gradients =
        torch.convolution_backward(
            cotangent,
            input,
            like,
            new long[] {out},
            array(stride),
            nativePadding(),
            array(dilation),
            false,
            new long[dimensions()],
            groups,
            new BoolPointer(3).put(0, false).put(1, true).put(2, true));
    return List.of(gradients.get1(), gradients.get2());
  }

  /** Whether libtorch's convolution can do the padding, which is cheaper than a padded copy. */
  private boolean isNative() {
    return paddingMode.equals(ZEROS) && before.equals(after);
  }

  private long[] nativePadding() {
    return isNative() ? array(before) : new long[dimensions()];
  }

  /** The same for images that are padded already. */
  public ConvolutionMap unpadded() {
    List<Long> none = Collections.nCopies(dimensions(), 0L);
    return new ConvolutionMap(kernel, stride, none, none, dilation, groups, ZEROS);
  }

  /** x with its padding. */
  public Tensor padded(Tensor x) {
    long[] amounts = new long[2 * dimensions()];
    boolean any = false;
    for (int i = 0; i < dimensions(); i++) { // libtorch wants the last dimension first
      int at = 2 * (dimensions() - 1 - i);
      amounts[at] = before.get(i);
      amounts[at + 1] = after.get(i);
      any |= amounts[at] > 0 || amounts[at + 1] > 0;
    }
    return any ? torch.pad(x, amounts, paddingMode, new DoubleOptional()) : x;
  }
}
