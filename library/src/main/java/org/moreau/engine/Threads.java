package org.moreau.engine;

import org.bytedeco.openblas.global.openblas;

/**
 * The two thread counts that matter on the CPU. libtorch's own setting does not limit OpenBLAS,
 * whose pool otherwise takes all cores and spins: 1 BLAS thread is best for recurrent and
 * convolutional networks, as many as torch threads for wide dense layers.
 */
public record Threads(int torch, int blas) {
  public Threads {
    Check.positive("threads", torch);
    Check.positive("blasThreads", blas);
  }

  /** Makes both settings effective for the process. */
  public void apply() {
    NativeLibraries.load();
    org.bytedeco.pytorch.global.torch.set_num_threads(torch);
    openblas.blas_set_num_threads(blas);
  }
}
