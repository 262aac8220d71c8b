// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.cluster.ExpectedNodes;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.KeyFileException;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustBytes;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustGate;
import dev.secbeat.node.control.TrustRefusal;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.json.JsonCodec;
import dev.secbeat.node.json.JsonText;
import dev.secbeat.node.runtime.TrustPaper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Makes the next version of a trust file, signs it, writes it and gives it to the fleet. */
abstract class TrustChange extends FleetCommand {
    /** Less than a message may have, for what stands around the file on its way. */
    private static final int MAX_BYTES = JsonCodec.MAX_BYTES - 1_024;

    private static final Duration IN_FORCE = Duration.ofSeconds(5);

    @Option(
            names = "--trust",
            required = true,
            paramLabel = "FILE",
            description = "the fleet's trust file; it is replaced")
    Path trust = Path.of("trust.json");

    @Option(
            names = "--sign-with",
            required = true,
            paramLabel = "SEED",
            description =
                    "seed file of an administrator whom the nodes name as a root; also for NATS, unless --key is given")
    Path signWith = Path.of("admin.nk");

    @Option(
            names = "--no-publish",
            description = "write the file only; give it to the fleet later with 'secbeat keys sign'")
    boolean noPublish;

    /** The wanted content; version and signature are not looked at. */
    abstract TrustFile change(TrustFile before, String signer) throws CliException;

    /** What its author has to know and to do once {@code next} is written, a sentence each. */
    List<String> afterwards(TrustFile before, TrustFile next) {
        return List.of();
    }

    /** Whether a file that was edited after it was signed is what is asked for. */
    boolean takesEdited() {
        return false;
    }

    @Override
    final int run() throws CliException, InterruptedException {
        if (connection.key == null) {
            connection.key = signWith;
        }
        try (NkeySigner signer = NkeySigner.load(signWith)) {
            TrustFile before = TrustPaper.read(trust);
            checkUntouched(before);
            TrustFile next = next(before, signer);
            if (noPublish) {
                TrustPaper.write(trust, next);
                report(before, next, 0, 0);
                return ExitCode.OK;
            }
            return publish(before, next);
        } catch (KeyFileException | IOException e) {
            throw new CliException(ExitCode.FAILED, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private void checkUntouched(TrustFile file) throws CliException {
        Optional<TrustRefusal> touched = file.seal()
                .filter(_ -> !takesEdited())
                .flatMap(seal -> new TrustGate(List.of(seal.signer()), new NkeyVerifier()).checkSeal(file));
        if (touched.isPresent()) {
            throw new CliException(
                    ExitCode.FAILED,
                    trust
                            + " was changed after it was signed: 'secbeat keys fetch' gets what is in force, 'secbeat keys"
                            + " sign' makes the changes the next version");
        }
    }

    private TrustFile next(TrustFile before, NkeySigner signer) throws CliException {
        TrustFile wanted = change(before, signer.publicKey());
        TrustFile next = new TrustFile(
                before.version() + 1,
                wanted.operators(),
                wanted.members(),
                wanted.withdrawn(),
                wanted.formerMembers(),
                Optional.empty());
        if (next.find(signer.publicKey()).filter(o -> o.role() == Role.ADMIN).isEmpty()) {
            throw new CliException(
                    ExitCode.REFUSED,
                    "the key that signs, " + signer.publicKey()
                            + ", would not be an ADMIN in the new file: nobody withdraws"
                            + " the key that signs, so that the last administrator cannot go; let another one sign this");
        }
        byte[] signature = signer.sign(TrustBytes.of(next, signer.publicKey()));
        TrustFile sealed = next.sealed(
                new TrustFile.Seal(signer.publicKey(), Base64.getEncoder().encodeToString(signature)));
        int bytes = Json.TRUST.encode(sealed).length;
        if (bytes > MAX_BYTES) {
            throw new CliException(
                    ExitCode.FAILED,
                    "the trust file would have " + bytes + " bytes, more than a message takes (" + MAX_BYTES
                            + "): nothing was written; take out who is not needed");
        }
        return sealed;
    }

    private int publish(TrustFile before, TrustFile next) throws CliException, InterruptedException, IOException {
        try (FleetLink link = connection.connect()) {
            TrustFleet fleet = new TrustFleet(link);
            List<TrustFile> held = fleet.held();
            if (!held.isEmpty()) {
                checkNewest(before, next, held.getFirst());
            }
            int nodes = ExpectedNodes.find(link, Arguments.scope("all")).nodes().size();
            if (nodes == 0) {
                throw new CliException(
                        ExitCode.NO_FLEET,
                        "no node answers, nothing was written: see 'secbeat status', or use --no-publish");
            }
            TrustPaper.write(trust, next);
            if (!fleet.publish(next)) {
                throw new CliException(
                        ExitCode.NO_FLEET,
                        trust
                                + " was written, but the connection was lost before it was sent: 'secbeat keys sign' sends"
                                + " it again as the version after");
            }
            int holders = fleet.holders(next, nodes, IN_FORCE);
            if (fleet.denial().isPresent()) {
                throw new CliException(
                        ExitCode.REFUSED,
                        trust + " was written, but the NATS servers do not let this key publish it ("
                                + fleet.denial().get() + "): make their user lists anew ('secbeat nats config')");
            }
            report(before, next, holders, nodes);
            return holders >= nodes ? ExitCode.OK : ExitCode.INCOMPLETE;
        }
    }

    private void checkNewest(TrustFile before, TrustFile next, TrustFile fleets) throws CliException {
        Optional<String> forgotten = fleets.withdrawn().stream()
                .filter(key -> !next.hasWithdrawn(key))
                .findFirst();
        if (forgotten.isPresent()) {
            throw new CliException(
                    ExitCode.REFUSED,
                    "the fleet has withdrawn " + forgotten.get() + ", " + trust
                            + " does not name it as withdrawn: nothing"
                            + " was written; 'secbeat keys fetch --trust " + trust
                            + "' gets the fleet's, then do this again");
        }
        boolean same = TrustBytes.digest(fleets).equals(TrustBytes.digest(before));
        boolean sent = TrustBytes.digest(fleets).equals(TrustBytes.digest(next));
        if (fleets.version() > before.version()
                || (fleets.version() == before.version() && before.version() > 0 && !same && !takesEdited())) {
            throw new CliException(
                    ExitCode.REFUSED,
                    sent
                            ? "the fleet holds exactly this already"
                            : "the fleet holds version " + fleets.version() + ", signed by "
                                    + fleets.seal().map(TrustFile.Seal::signer).orElse("nobody") + ", " + trust
                                    + " is another version " + before.version()
                                    + ": nothing was written; 'secbeat keys fetch"
                                    + " --trust " + trust + "' gets the fleet's, then do this again");
        }
    }

    private void report(TrustFile before, TrustFile file, int holders, int nodes) {
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("version", file.version());
            result.put("published", !noPublish);
            result.put("holders", holders);
            result.put("nodes", nodes);
            out().println(JsonText.object(result));
        } else if (noPublish) {
            out().println(trust + " is version " + file.version() + " now; the fleet has not got it yet");
        } else {
            out().println(trust + " is version " + file.version() + " now; " + holders + " of " + nodes
                    + " nodes have it in force"
                    + (holders >= nodes
                            ? ""
                            : ": the others take it when they are connected, unless control.trust_roots there does not"
                                    + " name the signer; see their logs"));
        }
        if (!json) {
            afterwards(before, file).forEach(out()::println);
        }
    }
}
