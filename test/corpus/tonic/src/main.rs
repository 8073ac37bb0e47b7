use tonic::{Request, Response, Status};

mod board {
    tonic::include_proto!("board");
}
use board::meter_client::MeterClient;
use board::meter_server::{Meter, MeterServer};
use board::{Answer, Question};

struct Real;

#[tonic::async_trait]
impl Meter for Real {
    async fn ask(&self, request: Request<Question>) -> Result<Response<Answer>, Status> {
        Ok(Response::new(Answer { text: format!("{} is 21", request.into_inner().sensor) }))
    }
}

#[tokio::main]
async fn main() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let incoming = tokio_stream::wrappers::TcpListenerStream::new(listener);
    let server = tonic::transport::Server::builder().add_service(MeterServer::new(Real));
    tokio::spawn(server.serve_with_incoming(incoming));
    let mut client = MeterClient::connect(format!("http://{address}")).await.unwrap();
    let answer = client.ask(Question { sensor: "temperature".into() }).await.unwrap();
    println!("{}", answer.into_inner().text);
}
