package org.moreau.engine;

import org.bytedeco.openblas.global.openblas;

/**
 * The two thread counts that matter on the CPU. libtorch's own setting does not limit OpenBLAS,
 * whose pool otherwise takes all cores and spins: 1 BLAS thread is best for recurrent and
 * convolutional networks, as many as torch threads for wide dense layers.
 */
public record Threads(int torch, int blas) {
  /** The largest count; libtorch and OpenBLAS allocate for as many, and crash at far more. */
  public static final int MOST = 1024;

  /** Checks that both counts are from 1 to {@link #MOST}. */
  public Threads {
    check("threads", torch);
    check("blasThreads", blas);
  }

  private static void check(String name, int count) {
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException(name + " must be from 1 to " + MOST + ", got " + count);
    }
  }

  /** Makes both settings effective for the process. */
  public void apply() {
    NativeLibraries.load();
    org.bytedeco.pytorch.global.torch.set_num_threads(torch);
    openblas.blas_set_num_threads(blas);
  }
}
