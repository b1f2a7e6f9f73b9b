package org.hepar.track;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hepar.config.Hash;

/**
 * What arrives of an answer's body, taken piece by piece: as text, of which no more than a bound is held, or as the hash of a content of any length. A longer
 * text breaks the connection, so that a server (or what answers in its stead) cannot fill the memory of a run.
 */
final class Received implements BodySubscriber<String> {

    /** The body was longer than is held. */
    static final class TooLong extends IOException {

        private static final long serialVersionUID = 1;

        TooLong(long most) {
            super("its answer is longer than " + most / 1_000_000 + " MB, more than MLflow says to anything");
        }
    }

    private final CompletableFuture<String> result = new CompletableFuture<>();
    private final Consumer<ByteBuffer> taker;
    private final Supplier<String> whole;
    private final long most;
    private long length;
    private Subscription subscription;

    private Received(Consumer<ByteBuffer> taker, Supplier<String> whole, long most) {
        this.taker = taker;
        this.whole = whole;
        this.most = most;
    }

    /** Text in UTF-8 of at most so many bytes. */
    static Received text(long most) {
        ByteArrayOutputStream held = new ByteArrayOutputStream();
        return new Received(piece -> {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            held.writeBytes(bytes);
        }, () -> held.toString(StandardCharsets.UTF_8), most);
    }

    /** The SHA-256 of the body, which is not held. */
    static Received sha256() {
        Hash.Growing hash = new Hash.Growing();
        return new Received(hash::add, hash::sha256, Long.MAX_VALUE);
    }

    @Override
    public CompletionStage<String> getBody() {
        return result;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        length += pieces.stream().mapToLong(ByteBuffer::remaining).sum();
        if (result.isDone()) {
            return;
        }
        if (length > most) {
            subscription.cancel();
            result.completeExceptionally(new TooLong(most));
        } else {
            pieces.forEach(taker);
        }
    }

    @Override
    public void onError(Throwable failure) {
        result.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        result.complete(whole.get());
    }
}
