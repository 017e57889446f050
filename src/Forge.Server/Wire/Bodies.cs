using System.Text.Json;
using Forge.Server.Hosting;
using Microsoft.AspNetCore.Http.Metadata;

namespace Forge.Server.Wire;

/// <summary>
/// A body is read as a whole and looked at before anything is made of it: what is said about a wrong one is then the same
/// for every route, and no handler meets half a text, a key that stands twice, or a NUL on its way into a command line.
/// </summary>
internal sealed class Bodies(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        // Said at once, also where a route would not have read it.
        if (request.ContentLength > ServerLimits.LargestBody)
            throw new BadHttpRequestException(
                ServerLimits.BodyTooLarge,
                StatusCodes.Status413PayloadTooLarge
            );
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is not null)
        {
            InsistOnJson(request);
            var body = await ReadAsync(request, context.RequestAborted).ConfigureAwait(false);
            JsonCheck.Insist(body.GetBuffer().AsSpan(0, (int)body.Length));
            request.Body = body;
        }
        await next(context).ConfigureAwait(false);
    }

    private static void InsistOnJson(HttpRequest request)
    {
        if (request.ContentLength == 0 || !HasBody(request))
            throw new BadHttpRequestException(
                "This request needs a body: send a JSON object with Content-Type: application/json."
            );
        if (!request.HasJsonContentType())
            throw Unsupported(
                $"Send the body as Content-Type: application/json; '{Parameters.Short(request.ContentType ?? "")}' came."
            );
        var charset = request.GetTypedHeaders().ContentType?.Charset.Value?.Trim('"');
        if (charset is not null && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw Unsupported(
                $"Send the body in UTF-8; '{Parameters.Short(charset)}' is not read here."
            );
        if (request.Headers.ContentEncoding is [{ Length: > 0 } encoding, ..])
            throw Unsupported(
                $"Send the body as it is; '{Parameters.Short(encoding)}' is not unpacked here."
            );
    }

    private static BadHttpRequestException Unsupported(string text) =>
        new(text, StatusCodes.Status415UnsupportedMediaType);

    private static bool HasBody(HttpRequest request) =>
        request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;

    private static async Task<MemoryStream> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var body = new MemoryStream((int)(request.ContentLength ?? 4096));
        await request.Body.CopyToAsync(body, ct).ConfigureAwait(false);
        body.Position = 0;
        return body;
    }
}
