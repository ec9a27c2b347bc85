package org.moreau.engine;

import java.util.SplittableRandom;
import org.bytedeco.pytorch.global.torch;

/**
 * Derives every random number of a run from one seed and the names of what it is for, so that the
 * state of no generator has to be carried from step to step or stored in a checkpoint.
 */
public final class Seeds {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Seeds() {}

  /** A seed for the purpose {@code path}, independent of the seeds of other purposes. */
  public static long derive(long seed, Object... path) {
    long state = mix(seed + GOLDEN_GAMMA);
    for (Object part : path) {
      String text = String.valueOf(part);
      for (int i = 0; i < text.length(); i++) {
        state = mix(state ^ text.charAt(i)) + GOLDEN_GAMMA;
      }
      state = mix(state + GOLDEN_GAMMA);
    }
    return state;
  }

  /** A Java generator for the purpose {@code path}. */
  public static SplittableRandom random(long seed, Object... path) {
    return new SplittableRandom(derive(seed, path));
  }

  /** Seeds libtorch's generators on all devices for the purpose {@code path}. */
  public static void torch(long seed, Object... path) {
    NativeLibraries.load();
    torch.manual_seed(derive(seed, path));
  }

  /** A random order of 0, ..., n-1. */
  public static int[] permutation(int n, SplittableRandom random) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
