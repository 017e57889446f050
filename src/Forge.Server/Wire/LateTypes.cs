using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Forge.Api;

namespace Forge.Server.Wire;

/// <summary>
/// The types of bodies and answers, described when one is first read or written. Every route asks for its types when the
/// routes are built, at the first request; describing all of them then is a third of the server's start.
/// </summary>
/// <param name="routes">The options that routes ask with.</param>
/// <param name="described">The options that tell a type's whole description.</param>
internal sealed class LateTypes(JsonSerializerOptions routes, Lazy<JsonSerializerOptions> described)
    : IJsonTypeInfoResolver
{
    public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options)
    {
        // Every route asks for it, though none answers with it; the next in the chain would bring in reflection.
        if (type == typeof(object))
            return JsonMetadataServices.CreateValueInfo<object>(
                options,
                JsonMetadataServices.ObjectConverter
            );
        // The OpenAPI document asks with options of its own, and needs the whole description.
        var now = (IJsonTypeInfoResolver)ForgeJson.Wire;
        if (options != routes || !IsOurs(type))
            return now.GetTypeInfo(type, options);
        var late = (IDescribed)
            Activator.CreateInstance(typeof(Late<>).MakeGenericType(type), described)!;
        return late.Describe(options);
    }

    private static bool IsOurs(Type type) =>
        type is { IsClass: true, Namespace: not null }
        && type.Namespace.StartsWith("Forge.", StringComparison.Ordinal);

    private interface IDescribed
    {
        JsonTypeInfo Describe(JsonSerializerOptions options);
    }

    private sealed class Late<T>(Lazy<JsonSerializerOptions> described)
        : JsonConverter<T>,
            IDescribed
        where T : class
    {
        public JsonTypeInfo Describe(JsonSerializerOptions options) =>
            JsonMetadataServices.CreateValueInfo<T>(options, this);

        public override T? Read(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        ) => JsonSerializer.Deserialize(ref reader, Described());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, Described());

        private JsonTypeInfo<T> Described() =>
            (JsonTypeInfo<T>)described.Value.GetTypeInfo(typeof(T));
    }
}
