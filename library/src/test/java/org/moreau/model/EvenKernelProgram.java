package org.moreau.model;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.NativeLibraries;
import org.moreau.recurrent.Lstm;

/** Encodes frames by a classifier with an even kernel; libtorch warns once in a process. */
final class EvenKernelProgram {
  private EvenKernelProgram() {}

  public static void main(String[] arguments) {
    NativeLibraries.load();
    SequenceClassifier.Sizes sizes = new SequenceClassifier.Sizes(3, 5, 4, 6, 4);
    Tensor encoded = new SequenceClassifier(sizes, new Lstm(5, 6)).encode(torch.randn(2, 3, 9));
    System.out.println(Arrays.toString(encoded.shape()));
  }
}
