/** Everything that knows how libtorch behaves on the JVM, and keeps it from biting. */
@NullMarked
package org.moreau.engine;

import org.jspecify.annotations.NullMarked;
