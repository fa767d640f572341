package io.katacontainers.monitor.collector.runtime;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import java.io.InputStream;

/**
 * Drops fields that the trimmed messages do not name. protobuf keeps them by default, and pods carry labels and annotations that are
 * several times larger than what is read of them.
 */
final class LeanMarshaller<T extends Message> implements MethodDescriptor.Marshaller<T> {
    private final MethodDescriptor.Marshaller<T> writer;
    private final Parser<T> parser;

    LeanMarshaller(T defaultInstance) {
        writer = ProtoUtils.marshaller(defaultInstance);
        @SuppressWarnings("unchecked") // a message's parser makes messages of its type
        Parser<T> plain = (Parser<T>) defaultInstance.getParserForType();
        parser = DiscardUnknownFieldsParser.wrap(plain);
    }

    @Override
    public InputStream stream(T value) {
        return writer.stream(value);
    }

    @Override
    public T parse(InputStream stream) {
        try {
            return parser.parseFrom(stream);
        } catch (InvalidProtocolBufferException e) {
            throw Status.INTERNAL
                    .withDescription("malformed message: " + e.getMessage())
                    .withCause(e)
                    .asRuntimeException();
        }
    }
}
