// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

/** The NATS servers do not let this key do what was tried; nothing was sent. */
public final class NotPermittedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotPermittedException(String complaint) {
        super("the NATS servers do not let this key do that (" + complaint
                + "), nothing was sent: name a region that it may command, such as --scope region.REGION, use the key of somebody who may, or change its role or regions in the trust file and make the"
                + " servers' user lists anew ('secbeat nats config')");
    }
}
