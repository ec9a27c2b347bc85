package org.moreau.data;

import java.nio.ByteBuffer;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5;

/** Memory for the arrays of a MATLAB file, up to what a damaged length must not exceed. */
final class BoundedBuffers implements BufferAllocator {
  private static final int LARGEST = 1 << 30; // a third more than the largest array of a data set

  /**
   * @throws IllegalArgumentException if it is more than any data set has
   */
  @Override
  public ByteBuffer allocate(int bytes) {
    if (bytes < 0 || bytes > LARGEST) {
      throw new IllegalArgumentException(
          "an array must have at most " + LARGEST + " bytes, got " + bytes);
    }
    return ByteBuffer.allocate(bytes).order(Mat5.DEFAULT_ORDER);
  }

  @Override
  public void release(ByteBuffer buffer) {
    // The garbage collector does.
  }
}
